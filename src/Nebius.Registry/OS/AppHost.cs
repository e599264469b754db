using System.Text;

namespace Nebius.Registry.OS;

/// <summary>
/// The small program that starts a .NET assembly, whose path from the program's directory is in a field of the program:
/// https://github.com/dotnet/runtime/blob/main/src/native/corehost/corehost.cpp
/// </summary>
internal sealed class AppHost
{
    // "embed" in corehost.cpp: 1024 bytes, and a zero.
    private const int LongestPath = 1024;

    private readonly byte[] _program;
    private readonly int _start;

    private AppHost(byte[] program, int start, string assemblyPath) => (_program, _start, AssemblyPath) = (program, start, assemblyPath);

    /// <summary>Gets the path of the assembly, as it is in the program.</summary>
    public string AssemblyPath { get; }

    /// <summary>Gets a value indicating whether the assembly is in another directory than the program.</summary>
    public bool IsElsewhere => Path.GetDirectoryName(AssemblyPath) is { Length: > 0 };

    /// <summary>Reads a program.</summary>
    /// <param name="program">Its bytes.</param>
    /// <param name="assembly">The file name of the assembly that it may start.</param>
    /// <param name="directory">The directory of the program.</param>
    /// <returns>The field; null when the program isn't such a one, or its assembly isn't there.</returns>
    public static AppHost? Find(byte[] program, string assembly, string directory)
    {
        var end = Encoding.UTF8.GetBytes($"{assembly}\0");
        for (var at = 0; program.AsSpan(at).IndexOf(end) is >= 0 and var found; at += found + end.Length)
        {
            var last = at + found + end.Length - 1;
            var start = program.AsSpan(0, last).LastIndexOf((byte)0) + 1;
            if (last - start > LongestPath)
            {
                continue;
            }

            var path = Encoding.UTF8.GetString(program.AsSpan(start, last - start));
            if (File.Exists(Path.Combine(directory, path)))
            {
                return new AppHost(program, start, path);
            }
        }

        return null;
    }

    /// <summary>Makes a program that starts another assembly.</summary>
    /// <param name="assemblyPath">The path from the program's directory.</param>
    /// <exception cref="IOException">The path is too long for the field.</exception>
    public byte[] With(string assemblyPath)
    {
        var path = Encoding.UTF8.GetBytes(assemblyPath);
        var old = Encoding.UTF8.GetByteCount(AssemblyPath);
        var end = _start + Math.Max(path.Length, old) + 1;
        if (path.Length > LongestPath || end > _program.Length || _program.AsSpan((_start + old)..end).ContainsAnyExcept((byte)0))
        {
            throw new IOException("The program has no room for another path.");
        }

        var copy = (byte[])_program.Clone();
        copy.AsSpan(_start, old).Clear();
        path.CopyTo(copy, _start);
        return copy;
    }
}
