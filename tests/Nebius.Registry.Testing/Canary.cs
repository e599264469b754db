using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;

namespace Nebius.Registry.Testing;

/// <summary>
/// Searches for secrets where there must be none: every secret of a scene, as it is and as in a Basic header. Binary logs are
/// decompressed.
/// </summary>
public sealed class Canary
{
    private const int PieceLength = 128 * 1024;

    // UTF-8 as Latin-1, with a character for each byte, so that one pass over any file finds all of them.
    private readonly ConcurrentDictionary<string, byte> _needles = new();
    private readonly ConcurrentDictionary<string, byte> _logged = new();
    private Needles? _search;

    /// <summary>Takes a secret out of the search: MSBuild itself logs it, because of the variable that a test puts it into.</summary>
    public void Expect(string secret) => _logged[secret] = 0;

    public void WatchAll(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => !_logged.ContainsKey(secret)))
        {
            Watch(secret);
            Watch(Convert.ToBase64String(Encoding.UTF8.GetBytes("iam:" + secret)));
        }
    }

    /// <summary>Watches a PEM by the lines of its body: no tool would print the whole of it in one line.</summary>
    public void WatchPem(string pem)
    {
        foreach (var line in pem.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 40 && !line.StartsWith('-')))
        {
            Watch(line);
        }
    }

    public bool IsIn(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text).AsSpan().ContainsAny(Search().Values);

    public bool IsIn(string text) => IsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the files below the directories that hold a secret.</summary>
    public IReadOnlyList<string> FilesWithSecrets(params string[] directories) =>
        [.. directories.Where(Directory.Exists).SelectMany(FilesBelow).Where(IsInFile)];

    private void Watch(string text) => _needles.TryAdd(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)), 0);

    // Secrets are never removed, so their number shows whether there are new ones.
    private Needles Search()
    {
        var needles = _needles.Keys.ToArray();
        var search = _search;
        if (search?.Count != needles.Length)
        {
            var longest = needles.Select(needle => needle.Length).DefaultIfEmpty(1).Max();
            _search = search = new Needles(needles.Length, longest, SearchValues.Create(needles, StringComparison.Ordinal));
        }

        return search;
    }

    // A diagnostic log has tens of megabytes, so it is read in pieces. Each begins with the end of the last one, for a secret across both.
    private bool IsInFile(string file)
    {
        var search = Search();
        var bytes = ArrayPool<byte>.Shared.Rent(PieceLength);
        var text = ArrayPool<char>.Shared.Rent(search.Longest + bytes.Length);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            using Stream content = file.EndsWith(".binlog", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            for (var kept = 0; content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var read and > 0;)
            {
                var piece = text.AsSpan(0, kept + Encoding.Latin1.GetChars(bytes.AsSpan(0, read), text.AsSpan(kept)));
                if (piece.ContainsAny(search.Values))
                {
                    return true;
                }

                kept = Math.Min(search.Longest - 1, piece.Length);
                piece[^kept..].CopyTo(text);
            }

            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // A process that still runs has deleted it.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(text);
        }
    }

    private static IEnumerable<string> FilesBelow(string directory) =>
        Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            // Skips pipes and sockets of running and killed processes, because reading them would wait for a writer.
            .Where(file => new FileInfo(file) is { Exists: true, Length: > 0 });

    private sealed record Needles(int Count, int Longest, SearchValues<string> Values);
}
