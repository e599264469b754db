using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Nebius.Registry.Helm;
using Nebius.Registry.Helm.Metadata;

namespace Nebius.Registry.Tests.Helm;

/// <summary>
/// Whatever is in a chart, it is packed or refused with a code, in bounded time and memory. A failure prints the seed that repeats it.
/// </summary>
public sealed class ChartsOnlyFailWithCodes : IDisposable
{
    private const string Head = "apiVersion: v2\nname: app\nversion: 1.2.3\n";
    private const long MostMemory = 512L * 1024 * 1024;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.OneOf("Chart.yaml", "values.yaml", "requirements.yaml", "Chart.lock", "values.schema.json", ".helmignore", "templates/a.yaml", "charts/sub/Chart.yaml",
            "charts/sub/values.yaml", "charts/sub.tgz", "charts/.x", "charts/a/charts/b/Chart.yaml", "crds/x", "files/a b", "files/ä\n::x", "x\\y", "a:b", "~", "-"),
        Gen.String[Gen.Char['!', '~'], 1, 20].Select(name => name.Replace('/', '_')).Where(name => name.Trim('.').Length > 0));

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "apiVersion: v2\n", "name: app\n", "version: 1.2.3\n", "appVersion: ", "1e39", "12e4567", ".nan", "0x1F", "99999999999999999999999", "annotations: ", "dependencies:\n- name: sub\n",
            "keywords: ", "maintainers: ", "import-values: ", "deprecated: ", "[", "]", "{", "}", ": ", "- ", "? ", "&a ", "*a", "<<: ", "!!int ", "!!str ", "!!binary ", "!", "|", ">", "'", "\"",
            "\\", "\\uD800", "\\x", "#", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "\n", "  ", "\t", "\r", "\0", "\ufeff", "\u2028", "\u0085", "~", "null", "yes", "*", "**", "[a-", "[^", "!x/", "/"),
        Gen.String[0, 8]);

    private static readonly Gen<string> Garbage = Piece.Array[0, 24].Select(string.Concat);

    private static readonly Gen<string> Content = Gen.OneOf(Garbage, Garbage.Select(text => Head + text), Gen.Const(Head), Gen.Const("-> ../values.yaml"), Gen.Const("-> .."), Gen.Const("-> /dev/zero"));

    private readonly ChartFolder _folder = new();
    private int _count;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_chart_directory_of_garbage_only_fails_with_a_code() =>
        Gen.Select(Name, Content).Array[0, 6].Sample(files => EndsWell(() => PackDirectory(files)), iter: 200, threads: 1);

    [Fact]
    public void Garbage_in_Chart_yaml_only_fails_with_a_code() =>
        Garbage.Sample(text => EndsWell(() => PackDirectory([("Chart.yaml", Head + text)])), iter: 300, threads: 1);

    [Fact]
    public void Garbage_in_helmignore_only_fails_with_a_code() => Gen.Select(Garbage, Name).Sample(
        (rules, name) => EndsWell(() => PackDirectory([(".helmignore", rules), (name, "x")])), iter: 150, threads: 1);

    [Fact]
    public void A_chart_archive_of_garbage_only_fails_with_a_code() =>
        Gen.Select(Name, Content).Array[0, 6].Select(Tar).Sample(tar => EndsWell(() => Open(tar)), iter: 200, threads: 1);

    [Fact]
    public void A_chart_archive_with_changed_headers_only_fails_with_a_code() => Gen.Select(
            Gen.Int[0, 3], Gen.Select(Gen.Int[0, TarBlocks.Size - 1], Gen.Byte).Array[1, 6], Gen.Bool, Gen.Int[0, 6 * TarBlocks.Size])
        .Sample((block, changes, isSummedUp, cut) => EndsWell(() => Open(Changed(block, changes, isSummedUp, cut))), iter: 1500, threads: 1);

    [Fact]
    public void A_chart_archive_with_changed_PAX_records_only_fails_with_a_code() => Gen.Select(
            Gen.OneOf(Gen.OneOf("path", "size", "uid", "mtime", "linkpath", "GNU.sparse.size", "", "a=b"), Gen.String),
            Gen.OneOf(Gen.OneOf("app/x", "-1", "0", "9223372036854775807", "1e5", "\0", "../x", ""), Gen.String))
        .Array[0, 4].Sample(records => EndsWell(() => Open(TarBlocks.Archive(TarBlocks.Entry("app/Chart.yaml", Head), TarBlocks.Pax(records), TarBlocks.Entry("app/x", "x")).ToArray())), iter: 500, threads: 1);

    [Fact]
    public void A_chart_archive_with_changed_bytes_only_fails_with_a_code() => Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[1, 4].Sample(
        changes => EndsWell(() =>
        {
            var packed = Zip(Tar([("Chart.yaml", Head), ("values.yaml", "a: b\n")]));
            foreach (var (at, value) in changes)
            {
                packed[at % packed.Length] = value;
            }

            OpenPacked(packed);
        }),
        iter: 1000,
        threads: 1);

    private void PackDirectory((string Name, string Content)[] files)
    {
        var directory = $"fuzz{_count++}";
        _folder.Write(directory, new Dictionary<string, string> { ["Chart.yaml"] = Head });
        foreach (var (name, content) in files.Where(file => !Directory.Exists(_folder.In(Path.Join(directory, file.Name)))))
        {
            if (content.StartsWith("-> ", StringComparison.Ordinal))
            {
                _folder.Link(Path.Join(directory, name), content[3..]);
            }
            else if (new FileInfo(_folder.In(Path.Join(directory, name))).LinkTarget is null && !File.Exists(Path.GetDirectoryName(_folder.In(Path.Join(directory, name)))))
            {
                _folder.Write(Path.Join(directory, name), content);
            }
        }

        var package = ChartPackager.PackageAsync(new ChartPackageRequest { Directory = _folder.In(directory), OutputDirectory = _folder.In("out") }, CancellationToken.None)
            .GetAwaiter().GetResult();

        // What was packed can be pushed.
        ChartConfigJson.Write(package.Metadata);
    }

    private void Open(byte[] tar) => OpenPacked(Zip(tar));

    private void OpenPacked(byte[] archive)
    {
        var path = _folder.In($"fuzz{_count++}.tgz");
        File.WriteAllBytes(path, archive);
        ChartConfigJson.Write(ChartPackage.OpenAsync(path, CancellationToken.None).GetAwaiter().GetResult().Metadata);
    }

    private static byte[] Tar((string Name, string Content)[] files) => TarBlocks.Archive([.. files.Select(file => TarBlocks.Entry(
        $"app/{file.Name}"[..Math.Min(100, file.Name.Length + 4)], Encoding.UTF8.GetBytes(file.Content)))]).ToArray();

    private static byte[] Changed(int block, (int At, byte Value)[] changes, bool isSummedUp, int cut)
    {
        var tar = TarBlocks.Archive(TarBlocks.Entry("app/Chart.yaml", Head), TarBlocks.Pax(("path", "app/values.yaml"), ("uid", "1")), TarBlocks.Entry("app/x", "a: b\n")).ToArray();
        foreach (var (at, value) in changes)
        {
            tar[(block * TarBlocks.Size) + at] = value;
        }

        if (isSummedUp)
        {
            TarBlocks.SetChecksum(tar.AsSpan(block * TarBlocks.Size, TarBlocks.Size));
        }

        return tar[..Math.Max(TarBlocks.Size, tar.Length - cut)];
    }

    private static byte[] Zip(byte[] tar)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar);
        }

        return packed.ToArray();
    }

    // An exception of any other type leaves this method, and fails the test.
    private static void EndsWell(Action read)
    {
        var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        try
        {
            read();
        }
        catch (NebiusRegistryException error)
        {
            Assert.StartsWith("NEBIUS16", error.Code, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, MostTime);
    }
}
