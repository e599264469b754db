using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Sockets;
using Nebius.Registry.Helm;
using Nebius.Registry.OS;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A directory with charts that are not trusted, and the files beside them.</summary>
internal sealed class ChartFolder : IDisposable
{
    private const string Secret = "a secret of the user";

    // Far longer than a call may take, and far shorter than it once took.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<Socket> _sockets = [];

    public ChartFolder()
    {
        _directory.Write("outside/secret.txt", Secret);
        _directory.Write("outside/tree/secret.txt", Secret);
        Write("chart", Charts.Plain());
    }

    public string Chart => In("chart");

    public string Outside => In("outside/secret.txt");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string In(string path) => _directory.File(path);

    public string InChart(string path) => Path.Join(Chart, path);

    public void Write(string directory, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, content) in files)
        {
            _directory.Write(Path.Join(directory, path), content);
        }
    }

    public void Write(string path, string content) => _directory.Write(path, content);

    /// <summary>Makes a link, and replaces what is there.</summary>
    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.Delete(In(path));
        File.CreateSymbolicLink(In(path), target);
    }

    /// <summary>Puts a pipe, a socket or a directory in a file's place.</summary>
    public async Task PutAsync(string kind, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.Delete(In(path));
        switch (kind)
        {
            case "pipe":
                using (var make = Process.Start("mkfifo", [In(path)]))
                {
                    await make.WaitForExitAsync(Cancel);
                }

                break;
            case "socket":
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(In(path)));
                _sockets.Add(socket);
                break;
            default:
                Directory.CreateDirectory(In(path));
                break;
        }
    }

    /// <summary>Packs a directory or checks an archive. A call that hangs fails the test.</summary>
    public Task<ChartPackage> PackAsync(string? chart = null, CancellationToken? cancellation = null) => Task.Run(
        () => ChartSource.PackAsync(chart ?? Chart, In("out"), null, null, cancellation ?? Cancel), Cancel).WaitAsync(Limit, Cancel);

    public async Task<NebiusRegistryException> IsRefusedAsync(string code, string? chart = null)
    {
        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => PackAsync(chart));
        Assert.Equal(code, refused.Code);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("out")));
        return refused;
    }

    /// <summary>Makes an archive of a chart, without checking it.</summary>
    public string Archive(string name, IReadOnlyDictionary<string, string> files)
    {
        using (var tar = new TarWriter(new GZipStream(File.Create(In(name)), CompressionLevel.Fastest), TarEntryFormat.Gnu))
        {
            foreach (var (path, content) in files)
            {
                using var data = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"app/{path}") { DataStream = data });
            }
        }

        return In(name);
    }

    public string Archive(string name, Stream tar)
    {
        using var gzip = new GZipStream(File.Create(In(name)), CompressionLevel.Fastest);
        tar.CopyTo(gzip);
        return In(name);
    }

    public static string? ReadEntry(string archive, string entryName)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == entryName)
            {
                return entry.DataStream is null ? string.Empty : new StreamReader(entry.DataStream).ReadToEnd();
            }
        }

        return null;
    }

    public Task<CommandResult> HelmAsync(params string[] arguments)
    {
        Tool.Require("helm");
        return Command.RunAsync("helm", arguments, In(string.Empty), new Dictionary<string, string?> { ["HOME"] = In("home") });
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _directory.Dispose();
    }
}
