using System.Text;
using Nebius.Registry.Helm;
using Nebius.Registry.Helm.Metadata;

namespace Nebius.Registry.Tests.Helm;

/// <summary>What looks like a number becomes the same text as in helm 3.10.1, even if it is too large for any number.</summary>
public sealed class NumbersInChartYaml : IDisposable
{
    private static readonly string Long = new('9', 400);

    private readonly ChartFolder _folder = new();

    public static TheoryData<string, string> Versions => new()
    {
        { "12e4567", "12e4567" }, { "1e39", "+Inf" }, { "-1e39", "-Inf" }, { "1e38", "1e+38" }, { "1e-46", "0" }, { "-1e-46", "-0" }, { "1e-400", "0" },
        { Long, Long }, { $"-{Long}", $"-{Long}" }, { $"0.{Long}", "1" }, { $"{new string('0', 400)}7", "7" }, { $"{Long}e-400", "1" },
        { ".inf", "+Inf" }, { "-.INF", "-Inf" }, { "+.Inf", "+Inf" }, { ".nan", "NaN" }, { ".NAN", "NaN" }, { "inf", "inf" }, { "NaN", "NaN" }, { "Infinity", "Infinity" },
        { "9223372036854775807", "9223372036854775807" }, { "9223372036854775808", "9223372036854775808" }, { "-9223372036854775808", "-9223372036854775808" },
        { "-9223372036854775809", "-9.223372e+18" }, { "18446744073709551615", "18446744073709551615" }, { "18446744073709551616", "1.8446744e+19" },
        { "+18446744073709551615", "1.8446744e+19" }, { "0xFFFFFFFFFFFFFFFF", "18446744073709551615" }, { "0x10000000000000000", "0x10000000000000000" },
        { "3.4028235e38", "3.4028235e+38" }, { "3.4028236e38", "+Inf" }, { "1e309", "1e309" }, { "1.7976931348623157e308", "+Inf" }, { "16777217.0", "1.6777216e+07" },
        { "0e999999", "0" }, { "1e0001", "10" }, { "_1", "_1" }, { "1_", "1" }, { "1__0", "10" }, { "0_8", "8" }, { "0x_1", "1" }, { "0x", "0x" }, { "0b", "0b" }, { "1e", "1e" },
        { ".e5", ".e5" }, { ".", "." }, { "1.", "1" }, { "-0", "0" }, { "-0.0", "-0" }, { "+.5", "0.5" }, { "0x1p4", "0x1p4" }, { ".5_0", "0.5" }, { ".5_", ".5_" }, { "._5", "._5" }, { ".1e1_0", "1e+09" }, { "+", "+" },
    };

    public static TheoryData<string> Fields =>
    [
        .. new[] { "1e39", "12e4567", "18446744073709551616", ".nan", "1e309", "400" }.SelectMany(number => new[]
        {
            $"description: {number}", $"icon: {number}", $"home: {number}", $"kubeVersion: {number}", $"condition: {number}", $"tags: {number}", $"keywords: [{number}]",
            $"sources: [{number}]", $"maintainers: [{{name: {number}, email: {number}}}]", $"annotations: {{a: {number}, {number}: b}}", $"deprecated: {number}", $"type: {number}",
            $"dependencies: [{{name: {number}, version: {number}, repository: {number}, import-values: [{number}, {{child: {number}, {number}: x}}]}}]", $"dependencies: {number}",
        }),
        "x: .nan", "x: [1e39, .inf]", "x: {.nan: 1}", "x: {18446744073709551615: a}", "x: {~: a}", "annotations: {18446744073709551615: a}", "annotations: {.nan: a, -1e39: b}", "annotations: {1.0: a, 1: b}", "dependencies: [{name: a, import-values: [1e21, 1e-7, 123456789012345678, -0.0, 0.1, 1e400, 5]}]",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_appVersion_that_is_a_number_is_read_as_text(string written, string read)
    {
        _folder.Write("chart/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.2.3\nappVersion: {written}\n");

        var package = await _folder.PackAsync();

        Assert.Equal(read, package.Metadata.AppVersion);
        Assert.Contains($"\"appVersion\":\"{read}\"", Encoding.UTF8.GetString(ChartConfigJson.Write(package.Metadata)), StringComparison.Ordinal);
        Assert.Equal(read, (await ChartPackage.OpenAsync(package.Path, ChartFolder.Cancel)).Metadata.AppVersion);
    }

    [Fact]
    public async Task A_key_that_is_there_twice_is_an_error_that_says_what_helm_does()
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2.3\nversion: 1.2.4\n");

        var failure = await Assert.ThrowsAsync<NebiusRegistryException>(() => _folder.PackAsync());

        Assert.Equal(MessageCodes.ChartInvalid, failure.Code);
        Assert.Contains("the same key twice (line 4, column 1)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("helm lint", failure.Message, StringComparison.Ordinal);
    }

    // One chart of many subcharts: helm takes a tenth of a second to start.
    [Fact]
    public async Task Helm_reads_each_numeric_appVersion_the_same_way()
    {
        var versions = Versions.Select(row => row.Data).ToArray();
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2.3\n");
        foreach (var (index, (written, _)) in versions.Index())
        {
            _folder.Write($"chart/charts/sub{index}/Chart.yaml", $"apiVersion: v2\nname: sub{index}\nversion: 1.2.3\nappVersion: {written}\n");
            _folder.Write($"chart/charts/sub{index}/templates/map.yaml", "version: {{ .Chart.Name }} is {{ .Chart.AppVersion | quote }}\n");
        }

        var rendered = (await _folder.HelmAsync("template", _folder.Chart)).Succeeds();

        Assert.All(versions.Index(), version => rendered.Says($"version: sub{version.Index} is \"{version.Item.Item2}\""));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_number_in_any_field_of_Chart_yaml_is_read_or_refused_with_a_code(string field)
    {
        _folder.Write("chart/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.2.3\n{field}\n");
        try
        {
            ChartConfigJson.Write((await _folder.PackAsync()).Metadata);
        }
        catch (NebiusRegistryException refused)
        {
            Assert.StartsWith("NEBIUS160", refused.Code, StringComparison.Ordinal);
        }
    }

    // One run of helm packages all charts; it stops at the first one that it refuses.
    [Fact]
    public async Task A_number_that_helm_refuses_in_Chart_yaml_is_refused_too()
    {
        var accepted = new List<string>();
        foreach (var (index, row) in Fields.Index())
        {
            var chart = $"chart{index}";
            _folder.Write($"{chart}/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.2.3\n{row.Data}\n");
            if (await Record.ExceptionAsync(() => _folder.PackAsync(_folder.In(chart))) is null)
            {
                accepted.Add(_folder.In(chart));
            }
            else
            {
                (await _folder.HelmAsync("package", _folder.In(chart), "-d", _folder.In("theirs"))).Fails();
            }
        }

        (await _folder.HelmAsync(["package", .. accepted, "-d", _folder.In("theirs")])).Succeeds();
    }

    [Theory]
    [InlineData("1e39")]
    [InlineData("12e4567")]
    [InlineData("1.99999999999999999999.0")]
    [InlineData("99999999999999999999.0.0")]
    [InlineData(".nan")]
    public async Task A_number_that_is_not_a_version_is_refused_as_the_chart_version(string version)
    {
        _folder.Write("chart/Chart.yaml", $"apiVersion: v2\nname: app\nversion: {version}\n");

        await _folder.IsRefusedAsync("NEBIUS1601");
    }

    [Theory]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(-0.0, "-0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(5e-324, "5e-324")]
    public void Numbers_in_the_charts_config_are_written_as_Go_writes_them(double number, string json) =>
        Assert.Equal(json, GoNumber.Json(number));
}
