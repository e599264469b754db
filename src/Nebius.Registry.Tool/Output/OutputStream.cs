using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Nebius.Registry.Tool.Output;

/// <summary>
/// One of the standard streams, by write(2). The console's own stream takes a reader that has gone for success
/// (https://github.com/dotnet/runtime/blob/main/src/libraries/System.Console/src/System/ConsolePal.Unix.cs, Write), and a secret would be
/// lost.
/// </summary>
/// <param name="descriptor">1 or 2.</param>
[UnsupportedOSPlatform("windows")]
internal sealed partial class OutputStream(int descriptor) : Stream
{
    private const string Library = "libc";
    private const int Interrupted = 4;
    private const short PollOut = 4;

    // What a stream that does not block says when it has no room: EAGAIN, which is 35 on macOS.
    private static readonly int NoRoom = OperatingSystem.IsLinux() ? 11 : 35;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = WriteSome(descriptor, buffer, (nuint)buffer.Length);
            var error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == NoRoom)
            {
                WaitForRoom();
            }
            else if (error is not (0 or Interrupted))
            {
                throw new OutputClosedException(Marshal.GetPInvokeErrorMessage(error));
            }

            buffer = buffer[(int)Math.Max(count, 0)..];
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void WaitForRoom()
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Events = PollOut };
        _ = Poll(ref wanted, 1, -1);
    }

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint WriteSome(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

/// <summary>The standard output can't be written: it is closed, its reader has gone, or the disk is full.</summary>
/// <param name="why">The system's words.</param>
[SuppressMessage(
    "Design",
    "CA1032:Implement standard exception constructors",
    Justification = "Only the stream throws it, and it always knows why.")]
internal sealed class OutputClosedException(string why) : IOException($"The standard output can't be written: \"{why}\".");
