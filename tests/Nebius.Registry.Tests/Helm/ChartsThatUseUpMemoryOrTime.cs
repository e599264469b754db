using System.Formats.Tar;
using System.Text;
using Nebius.Registry.Helm;
using Nebius.Registry.Helm.Packaging;
using Nebius.Registry.OS;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A chart that is made to use up memory or time is refused before it does, and every chart can be cancelled.</summary>
public sealed class ChartsThatUseUpMemoryOrTime : IDisposable
{
    private const int Mebi = 1024 * 1024;
    private const string Head = "apiVersion: v2\nname: app\nversion: 1.2.3\n";

    private readonly ChartFolder _folder = new();

    public static TheoryData<string> Values => [.. Yaml.Keys];

    private static Dictionary<string, Func<string>> Yaml { get; } = new()
    {
        ["["] = () => Repeat("["),
        ["{"] = () => Repeat("{"),
        ["- "] = () => Repeat("- "),
        ["? "] = () => Repeat("? "),
        ["{a: "] = () => Repeat("{a: "),
        ["[? "] = () => Repeat("[? "),
        ["x: [["] = () => $"x: {Repeat("[")}",
        ["indented"] = () => string.Concat(Enumerable.Range(0, 400).Select(i => $"{new string(' ', i)}a:\n")),
        ["billion laughs"] = () => "a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n")),
        ["billion merges"] = () => "a0: &a0 {x: 1, y: 2}\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} {{b{i}: *a{i - 1}, <<: [*a{i - 1}, *a{i - 1}]}}\n")),
        ["aliases as keys"] = () => "a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} {{? *a{i - 1} : *a{i - 1}}}\n")),
        ["an alias of itself"] = () => "a: &a [*a]\n",
        ["an alias of its own mapping"] = () => "a: &a {b: {c: *a}}\n",
        ["an alias of nothing"] = () => "a: *b\n",
        ["many values"] = () => string.Concat(Enumerable.Repeat("- a\n", 400_000)).Insert(0, "x:\n"),
        ["a key that is a list"] = () => "[a, b]: c\n",
        ["a long text"] = () => $"a: {Repeat("a", 6 * Mebi)}\n",
        ["a list at the top"] = () => "- a\n",
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Chart_values_that_no_real_chart_has_are_refused_at_once(string shape)
    {
        _folder.Write("chart/values.yaml", Yaml[shape]());
        await _folder.IsRefusedAsync("NEBIUS1601");
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Content_of_Chart_yaml_that_no_real_chart_has_is_refused_at_once(string shape)
    {
        _folder.Write("chart/Chart.yaml", Head + Yaml[shape]());
        await _folder.IsRefusedAsync("NEBIUS1601");
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_packed_subchart_with_values_that_no_real_chart_has_is_refused(string shape)
    {
        var inner = _folder.Archive("sub.tgz", new Dictionary<string, string> { ["Chart.yaml"] = Head, ["values.yaml"] = Yaml[shape]() });
        Directory.CreateDirectory(_folder.InChart("charts"));
        File.Move(inner, _folder.InChart("charts/sub.tgz"));

        var refused = await _folder.IsRefusedAsync("NEBIUS1601");

        Assert.Contains("chart", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &a {x: 1}\nb: {<<: *a, y: 2}\n")]
    [InlineData("a: &a x\n*a : y\n")]
    [InlineData("a: {b: {c: {d: {e: {f: [[[[[[[[[[1]]]]]]]]]]}}}}}\n")]
    [InlineData("a: &a x\nb: &a y\nc: *a\n")]
    [InlineData("a: 1\n---\n[[[\n")]
    public async Task Values_with_anchors_merge_keys_and_deep_nesting_are_packed(string values)
    {
        _folder.Write("chart/values.yaml", values);
        Assert.Equal("app", (await _folder.PackAsync()).Metadata.Name);
    }

    [Fact]
    public void Four_hundred_packed_subcharts_of_five_mebibytes_are_refused_with_little_memory()
    {
        var inner = _folder.Archive("sub.tgz", new Dictionary<string, string> { ["Chart.yaml"] = Head, ["values.yaml"] = $"a: {new string('a', (5 * Mebi) - 10)}\n" });
        var content = File.ReadAllBytes(inner);
        var archive = Tar(tar =>
        {
            Add(tar, "app/Chart.yaml", Encoding.UTF8.GetBytes(Head));
            for (var i = 0; i < 400; i++)
            {
                Add(tar, $"app/charts/sub{i}.tgz", content);
            }
        });

        Assert.InRange(BytesToRefuse(archive), 0, 400L * Mebi);
    }

    [Fact]
    public void Chart_archives_in_archives_share_one_size_limit()
    {
        var zeros = new byte[40 * Mebi];
        var packed = File.ReadAllBytes(Tar(tar =>
        {
            Add(tar, "sub/Chart.yaml", Encoding.UTF8.GetBytes(Head));
            Add(tar, "sub/zeros", zeros);
        }));
        for (var i = 0; i < 5; i++)
        {
            var inner = packed;
            packed = File.ReadAllBytes(Tar(tar =>
            {
                Add(tar, "sub/Chart.yaml", Encoding.UTF8.GetBytes(Head));
                Add(tar, "sub/charts/a.tgz", inner);
                Add(tar, "sub/charts/b.tgz", inner);
            }));
        }

        File.WriteAllBytes(_folder.In("bomb.tgz"), packed);
        Assert.InRange(BytesToRefuse(_folder.In("bomb.tgz")), 0, 50L * Mebi);
    }

    [Fact]
    public void Charts_that_are_nested_too_deep_are_refused()
    {
        var packed = Encoding.UTF8.GetBytes("end");
        for (var i = 0; i < 100; i++)
        {
            var inner = packed;
            packed = File.ReadAllBytes(Tar(tar => Add(tar, "sub/charts/a.tgz", inner)));
        }

        File.WriteAllBytes(_folder.In("deep.tgz"), packed);
        Assert.InRange(BytesToRefuse(_folder.In("deep.tgz")), 0, 50L * Mebi);
    }

    [Theory]
    [InlineData("app/files/{0}")]
    [InlineData("app/charts/{0}/x")]
    [InlineData("app/charts/{0}/Chart.yaml")]
    public void A_chart_with_too_many_files_is_refused(string name)
    {
        var archive = Tar(tar =>
        {
            for (var i = 0; i < 110_000; i++)
            {
                Add(tar, string.Format(System.Globalization.CultureInfo.InvariantCulture, name, i), []);
            }
        });

        Assert.InRange(BytesToRefuse(archive), 0, 200L * Mebi);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public void A_tar_header_that_claims_a_huge_size_costs_no_memory(char type)
    {
        foreach (var size in new[] { 2 * Mebi, int.MaxValue - 64L, 8L << 30, long.MaxValue })
        {
            var archive = _folder.Archive("huge.tgz", new MemoryStream(TarBlocks.Header("app/x", type, size)));
            Assert.InRange(BytesToRefuse(archive), 0, 2L * Mebi);
        }
    }

    [Fact]
    public void A_file_name_of_a_mebibyte_in_a_chart_is_refused()
    {
        var archive = Tar(tar =>
        {
            Add(tar, "app/Chart.yaml", Encoding.UTF8.GetBytes(Head));
            Add(tar, $"app/{new string('a', 900_000)}", []);
        });

        Assert.InRange(BytesToRefuse(archive), 0, 20L * Mebi);
    }

    [Fact]
    public async Task An_endless_helmignore_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        _folder.Link("chart/.helmignore", "/dev/zero");
        await _folder.IsRefusedAsync("NEBIUS1609");

        File.Delete(_folder.InChart(".helmignore"));
        await using (var file = File.Create(_folder.InChart(".helmignore")))
        {
            file.SetLength(4L << 30);
        }

        await _folder.IsRefusedAsync("NEBIUS1601");
    }

    [Theory]
    [InlineData("[a]", 3000)]
    [InlineData("[^a]", 3000)]
    [InlineData("?", 10_000)]
    [InlineData("*", 10_000)]
    [InlineData("*a", 5000)]
    [InlineData("\\*", 5000)]
    [InlineData("[a-zA-Z0-9]*", 5000)]
    public async Task A_long_rule_in_helmignore_is_accepted(string part, int times)
    {
        ArgumentNullException.ThrowIfNull(part);
        _folder.Write("chart/.helmignore", string.Concat(Enumerable.Repeat(part, times)).Replace("**", "*?", StringComparison.Ordinal) + "b\n");
        for (var i = 0; i < 100; i++)
        {
            _folder.Write($"chart/files/{i}{new string('a', 200)}", "x");
        }

        Assert.NotNull(ChartFolder.ReadEntry((await _folder.PackAsync()).Path, $"app/files/0{new string('a', 200)}"));
    }

    [Fact]
    public async Task Rules_of_helmignore_that_take_too_long_are_refused()
    {
        _folder.Write("chart/.helmignore", string.Concat(Enumerable.Repeat("*a*a*a*a*a*a*ab\n", 15_000)));
        for (var i = 0; i < 100; i++)
        {
            _folder.Write($"chart/files/{i}{new string('a', 200)}", "x");
        }

        var refused = await _folder.IsRefusedAsync("NEBIUS1601");

        Assert.Contains("too many or too long rules", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_is_cancelled_before_anything_is_read()
    {
        var archive = _folder.Archive("app.tgz", new Dictionary<string, string> { ["Chart.yaml"] = "name: [" });
        _folder.Write("chart/Chart.yaml", "name: [");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _folder.PackAsync(cancellation: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _folder.PackAsync(archive, cancelled.Token));
    }

    [Fact]
    public void A_chart_is_cancelled_while_it_is_read()
    {
        using var cancelled = new CancellationTokenSource();
        var budget = new ChartBudget("app", cancelled.Token);
        var contents = new ChartContents("app", budget);

        Assert.Throws<OperationCanceledException>(() => contents.Add("values.yaml", () => new CancellingStream(cancelled)));
    }

    private static string Repeat(string text, int length = 400_000) => string.Concat(Enumerable.Repeat(text, length / text.Length));

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        using var data = new MemoryStream(content);
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
    }

    private string Tar(Action<TarWriter> write)
    {
        var path = _folder.In($"{Path.GetRandomFileName()}.tgz");
        using var tar = new TarWriter(new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest), TarEntryFormat.Gnu);
        write(tar);
        return path;
    }

    // Everything is read on the calling thread, so other tests don't count.
    private static long BytesToRefuse(string archive)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = ChartPackage.OpenAsync(archive, CancellationToken.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.IsCompleted);
        Assert.StartsWith("NEBIUS16", Assert.IsType<NebiusRegistryException>(reading.Exception?.InnerException).Code, StringComparison.Ordinal);
        return allocated;
    }

    // A file without an end, and a user who cancels at its first bytes.
    private sealed class CancellingStream(CancellationTokenSource cancelled) : MemoryStream(Encoding.UTF8.GetBytes("a: b\n"))
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            cancelled.Cancel();
            Position = 0;
            return base.Read(buffer, offset, count);
        }
    }
}
