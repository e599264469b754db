using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>A blob upload that is under way.</summary>
internal sealed class UploadSession(string id)
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _chunks = [];

    public string Id { get; } = id;

    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _chunks.Sum(chunk => chunk.LongLength);
            }
        }
    }

    /// <summary>Adds a chunk; false when it does not start where the last one ended.</summary>
    public bool TryAppend(long? start, byte[] chunk)
    {
        lock (_lock)
        {
            if (start is { } position && position != Length)
            {
                return false;
            }

            _chunks.Add(chunk);
            return true;
        }
    }

    public ImmutableArray<byte> Join()
    {
        lock (_lock)
        {
            byte[] whole = new byte[Length];
            int position = 0;
            foreach (byte[] chunk in _chunks)
            {
                chunk.CopyTo(whole, position);
                position += chunk.Length;
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(whole);
        }
    }
}
