using System.IO.Compression;
using System.Text;
using Nebius.Registry.Helm;
using Nebius.Registry.Helm.Archive;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Helm;

/// <summary>The headers of a package are those that helm writes, so that every reader of tar archives finds the same names in it.</summary>
public sealed class PackagesForOtherReaders
{
    private const int Block = 512;

    private static readonly string[] Names =
    [
        "files/plain.txt",
        "files/" + new string('a', 90) + ".txt",
        "files/" + new string('a', 91) + ".txt",
        "files/" + new string('a', 92) + ".txt",
        "files/" + new string('a', 92) + new string('b', 92) + ".txt",
        "files/" + new string('c', 90) + "/medium.txt",
        string.Join('/', Enumerable.Repeat("0123456789", 21)) + "/of many directories.txt",
        "files/" + new string('d', 139) + "/longest prefix.txt",
        "files/" + new string('d', 145) + "/longest prefix.txt",
        "files/" + new string('d', 146) + "/no prefix.txt",
        "files/" + new string('e', 60) + "/" + new string('f', 96) + ".txt",
        "files/" + new string('e', 60) + "/" + new string('f', 97) + ".txt",
        $"files/{new string('g', 120)}/{new string('h', 120)}/{new string('i', 90)}.txt",
        "files/" + new string('j', 89) + "/at the end of the field.txt",
        "files/grüße-日本.txt",
        "files/😀.txt",
        "日本/" + new string('k', 120) + "/grüße.txt",
        "files/" + new string('ä', 100) + ".txt",
        "files/a b=c.txt",
    ];

    [Fact]
    public async Task Every_tar_reader_lists_the_same_names_of_a_chart_package()
    {
        Tool.Require("busybox", "bsdtar", "python3", "helm");
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(Chart(scene));
        string[] expected = ["app/Chart.yaml", "app/templates/map.yaml", "app/values.yaml", .. Names.Select(name => $"app/{name}")];

        Same("busybox", await ListAsync("busybox", "tar", "-tzf", package.Path));
        Same("bsdtar", await ListAsync("bsdtar", "-tzf", package.Path));
        Same("python3", await ListAsync("python3", "-c", "import sys, tarfile\nfor name in tarfile.open(sys.argv[1]).getnames(): print(name)", package.Path));

        var helm = (await scene.HelmAsync("template", "mine", package.Path)).Succeeds().Output;
        Assert.All(Names, name => Assert.Contains($"listed: {name};", helm, StringComparison.Ordinal));

        void Same(string reader, IEnumerable<string> names) => Assert.True(
            expected.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal)), $"{reader} lists {string.Join('\n', names)}");

        async Task<IEnumerable<string>> ListAsync(string program, params string[] arguments) =>
            (await Command.RunAsync(program, arguments, scene.File("."), new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8", ["PYTHONUTF8"] = "1" }))
                .Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Every_header_of_a_chart_package_is_the_one_that_helm_writes()
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var directory = Chart(scene);
        (await scene.HelmAsync("package", directory, "-d", scene.File("theirs"))).Succeeds();

        var byHelm = await HeadersAsync(Assert.Single(Directory.GetFiles(scene.File("theirs"))));
        var packed = await HeadersAsync((await scene.PackAsync(directory)).Path);

        Assert.Equal(byHelm.Keys.Order(StringComparer.Ordinal), packed.Keys.Order(StringComparer.Ordinal));
        Assert.All(packed, header => Assert.True(byHelm[header.Key] == header.Value, $"{header.Key}\n{byHelm[header.Key]}\n{header.Value}"));
    }

    [Theory]
    [InlineData(0, "00000000000")]
    [InlineData(511, "00000000777")]
    [InlineData(104857600, "00620000000")]
    public void A_header_of_a_chart_package_has_the_file_length_and_nothing_that_varies(long size, string octal)
    {
        var header = TarHeaderWriter.Of("app/values.yaml", size);

        var sum = header.Select((value, index) => index is >= 148 and < 156 ? (int)' ' : value).Sum();
        string[] fields =
        [
            Field("app/values.yaml", 100), Field("0000644", 8), Field("0000000", 8), Field("0000000", 8), Field(octal, 12), Field("00000000000", 12),
            $"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ", "0", Field(string.Empty, 100), Field("ustar", 6), "00", Field(string.Empty, 64),
            Field("0000000", 8), Field("0000000", 8), Field(string.Empty, 167),
        ];
        Assert.Equal(string.Concat(fields), Encoding.ASCII.GetString(header));

        static string Field(string text, int length) => text.PadRight(length, '\0');
    }

    private static string Chart(ChartScene scene)
    {
        var files = Names.ToDictionary(name => name, _ => "x\n");
        foreach (var (name, content) in Charts.Plain())
        {
            files[name] = content;
        }

        files["templates/map.yaml"] += "{{ range $name, $_ := .Files }}\n# listed: {{ $name }};\n{{ end }}";
        return scene.Chart(files);
    }

    /// <summary>Reads the raw headers by name, without the time and the length of Chart.yaml, whose text is helm's own.</summary>
    private static async Task<Dictionary<string, string>> HeadersAsync(string package)
    {
        using var archive = new MemoryStream();
        await using (var gzip = new GZipStream(File.OpenRead(package), CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(archive, ChartScene.Cancel);
        }

        var (bytes, headers, pax) = (archive.ToArray(), new Dictionary<string, string>(), string.Empty);
        for (var start = 0; bytes[start] != 0;)
        {
            var header = Encoding.Latin1.GetString(bytes, start, Block);
            var size = Convert.ToInt32(header[124..135], 8);
            var content = Encoding.UTF8.GetString(bytes, start + Block, size);
            start += Block + ((size + Block - 1) / Block * Block);
            var name = pax.Length > 0 ? pax[(pax.IndexOf("path=", StringComparison.Ordinal) + 5)..] : $"{header[345..].Trim('\0')}/{header[..100].Trim('\0')}";
            var known = name == "/app/Chart.yaml" ? header[..124] + header[156..] : header[..136] + header[156..];
            if (header[156] == 'x')
            {
                pax = known + content;
            }
            else
            {
                headers.Add(name, pax + known);
                pax = string.Empty;
            }
        }

        return headers;
    }
}
