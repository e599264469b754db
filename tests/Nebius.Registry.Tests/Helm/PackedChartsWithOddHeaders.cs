namespace Nebius.Registry.Tests.Helm;

/// <summary>Archives that helm doesn't make: each is read or refused as helm does it, with a code.</summary>
public sealed class PackedChartsWithOddHeaders : IDisposable
{
    private const string Chart = "apiVersion: v2\nname: app\nversion: 1.2.3\n";
    private const string Good = "read";
    private const string Damaged = "NEBIUS1601";
    private const string Unsafe = "NEBIUS1603";

    private readonly ChartFolder _folder = new();

    public static TheoryData<string> Shapes => [.. Archives.Keys];

    private static Dictionary<string, (string Outcome, byte[][] Entries)> Archives { get; } = new()
    {
        ["plain"] = (Good, [File()]),
        ["nothing"] = (Damaged, []),
        ["a uid above 2^31 as PAX"] = (Good, [TarBlocks.Pax(("uid", "3000000000")), File()]),
        ["a uid above 2^63 as PAX"] = (Damaged, [TarBlocks.Pax(("uid", "99999999999999999999")), File()]),
        ["a uid that isn't a number"] = (Damaged, [TarBlocks.Pax(("gid", "x")), File()]),
        ["a uid in binary"] = (Good, [File(header => Binary(header, 108, 8, 5_000_000_000))]),
        ["a negative uid"] = (Good, [File(header => header.AsSpan(108, 8).Fill(0xff))]),
        ["an mtime that isn't a number"] = (Damaged, [File(header => TarBlocks.SetText(header, 136, "yesterday\0"))]),
        ["an mtime in binary"] = (Good, [File(header => Binary(header, 136, 12, 1L << 40))]),
        ["a negative mtime"] = (Good, [File(header => header.AsSpan(136, 12).Fill(0xff))]),
        ["an mtime above 2^63"] = (Damaged, [File(header => Binary(header, 136, 12, long.MaxValue, 1))]),
        ["a mode that isn't a number"] = (Damaged, [File(header => TarBlocks.SetText(header, 100, "rw-r--r--"))]),
        ["a size that isn't a number"] = (Damaged, [File(header => TarBlocks.SetText(header, 124, "999\0"))]),
        ["a negative size"] = (Damaged, [File(header => header.AsSpan(124, 12).Fill(0xff))]),
        ["a size above 2^63"] = (Damaged, [File(header => Binary(header, 124, 12, long.MaxValue, 1))]),
        ["a size of 2^63 - 1"] = (Damaged, [File(header => Binary(header, 124, 12, long.MaxValue))]),
        ["a negative size as PAX"] = (Damaged, [TarBlocks.Pax(("size", "-1")), File()]),
        ["a size as PAX"] = (Good, [TarBlocks.Pax(("size", $"{Chart.Length}")), File(header => TarBlocks.SetText(header, 124, "00000000000\0"))]),
        ["a size as PAX that is too large"] = (Damaged, [TarBlocks.Pax(("size", "9223372036854775807")), File()]),
        ["a path as PAX"] = (Good, [TarBlocks.Pax(("path", "app/Chart.yaml"), ("comment", "x=y\nz")), TarBlocks.Entry("other", Chart)]),
        ["an empty path as PAX"] = (Good, [TarBlocks.Pax(("path", "")), File()]),
        ["a path with NUL as PAX"] = (Damaged, [TarBlocks.Pax(("path", "app/\0x")), File()]),
        ["a PAX record without a length"] = (Damaged, [TarBlocks.Entry("pax", " path=x\n", 'x'), File()]),
        ["a PAX record without an end"] = (Damaged, [TarBlocks.Entry("pax", "100 path=x\n", 'x'), File()]),
        ["a PAX record of length zero"] = (Damaged, [TarBlocks.Entry("pax", "0 path=x\n", 'x'), File()]),
        ["a PAX record of negative length"] = (Damaged, [TarBlocks.Entry("pax", "-9 path=x\n", 'x'), File()]),
        ["a PAX record without a value"] = (Damaged, [TarBlocks.Entry("pax", "8 pathx\n", 'x'), File()]),
        ["a PAX header at the end"] = (Damaged, [File(), TarBlocks.Pax(("path", "x"))]),
        ["a global PAX header"] = (Good, [TarBlocks.Entry("pax", "16 path=app/zzz\n", 'g'), File()]),
        ["a long name of GNU tar"] = (Good, [TarBlocks.Entry("././@LongLink", "app/Chart.yaml\0", 'L'), TarBlocks.Entry("other", Chart)]),
        ["a sparse file of GNU tar"] = (Damaged, [File(), TarBlocks.Entry("app/x", "x", 'S')]),
        ["a sparse file as PAX"] = (Damaged, [File(), TarBlocks.Pax(("GNU.sparse.major", "1")), TarBlocks.Entry("app/x", "x")]),
        ["a wrong checksum"] = (Damaged, [.. File().Chunk(TarBlocks.Size).Select((block, i) => i == 0 ? [.. block[..511], (byte)(block[511] ^ 1)] : block)]),
        ["cut in a header"] = (Damaged, [File(), [.. TarBlocks.Header("app/x").Take(100)]]),
        ["an empty name"] = (Unsafe, [File(), TarBlocks.Entry("", "x")]),
        ["a name of another directory"] = (Unsafe, [File(), TarBlocks.Entry("app/../../x", "x")]),
        ["an absolute name"] = (Unsafe, [File(), TarBlocks.Entry("app//etc/passwd", "x")]),
        ["a prefix in front of the name"] = (Good, [TarBlocks.Entry("Chart.yaml", Chart, change: header => TarBlocks.SetText(header, 345, "app"))]),
        ["an unknown kind"] = (Good, [File(), TarBlocks.Entry("app/x", "x", 'Z')]),
        ["a device"] = (Unsafe, [File(), TarBlocks.Entry("app/x", "", '3')]),
        ["a block device"] = (Unsafe, [File(), TarBlocks.Entry("app/x", "", '4')]),
        ["a pipe"] = (Unsafe, [File(), TarBlocks.Entry("app/values.yaml", "", '6')]),
        ["a link in the chart"] = (Good, [File(), Link("app/files/x", "../values.yaml")]),
        ["an absolute link"] = (Unsafe, [File(), Link("app/x", "/proc/self/environ")]),
        ["a link out of the chart"] = (Unsafe, [File(), Link("app/files/x", "../../y")]),
        ["a link to the chart's parent"] = (Unsafe, [File(), Link("app/x", "..")]),
        ["a hard link in the chart"] = (Good, [File(), Link("app/x", "app/values.yaml", '1')]),
        ["a hard link out of the chart"] = (Unsafe, [File(), Link("app/x", "app/../../y", '1')]),
        ["an absolute hard link"] = (Unsafe, [File(), Link("app/x", "/etc/passwd", '1')]),
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Packed_charts_with_odd_tar_headers_are_read_or_refused_with_a_code(string shape)
    {
        var (outcome, entries) = Archives[shape];
        var archive = _folder.Archive("app.tgz", TarBlocks.Archive(entries));

        if (outcome == Good)
        {
            Assert.Equal("app", (await _folder.PackAsync(archive)).Metadata.Name);
        }
        else
        {
            await _folder.IsRefusedAsync(outcome, archive);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_packed_chart_that_helm_refuses_is_refused_too(string shape)
    {
        var archive = _folder.Archive("app.tgz", TarBlocks.Archive(Archives[shape].Entries));

        var helm = await _folder.HelmAsync("show", "chart", archive);

        Assert.True(helm.ExitCode == 0 || Archives[shape].Outcome != Good, helm.ToString());
    }

    private static byte[] File(Action<byte[]>? change = null) => TarBlocks.Entry("app/Chart.yaml", Chart, change: change);

    private static byte[] Link(string name, string target, char type = '2') => TarBlocks.Entry(name, "", type, header => TarBlocks.SetText(header, 157, target));

    private static void Binary(byte[] header, int offset, int length, long value, byte above = 0)
    {
        header.AsSpan(offset, length).Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(offset + length - 8), value);
        if (length > 8)
        {
            header[offset + length - 9] = above;
        }

        header[offset] |= 0x80;
    }
}
