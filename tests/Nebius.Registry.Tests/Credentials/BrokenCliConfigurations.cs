using CsCheck;
using Nebius.Registry.Credentials;
using Nebius.Registry.Yaml;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>A configuration that cannot be read ends in a coded error with the place, and shows nothing of its text.</summary>
public sealed class BrokenCliConfigurations : IDisposable
{
    private const string Canary = "c4n4ry";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-config-");

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "profiles", "default", ":", ": ", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "<<: ", "!!binary ", "!t ", "|", ">-", "\"", "'", "? ",
            "#", "---\n", "...\n", "%YAML 1.2\n", "\t", "~", "null", "ci", "auth-type", "token-file", "\ud800", "\0", "\u0085", "\ufeff"),
        Gen.String);

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("profiles: {a: {private-key: 'c4n4ry}", "line 1, column ")]
    [InlineData("profiles:\n  a:\n    private-key: x\n    private-key: c4n4ry\n", "line 4, column 5")]
    [InlineData("profiles:\n  a: {}\n  a: {private-key: c4n4ry}\n", "line 3, column 3")]
    [InlineData("default: a\ndefault: c4n4ry\n", "line 2, column 1")]
    [InlineData("profiles: c4n4ry", "line 1, column 11")]
    [InlineData("profiles: [c4n4ry]", "line 1, column 11")]
    [InlineData("default: [c4n4ry]\nprofiles: {a: {}}", "line 1, column 10")]
    [InlineData("- c4n4ry", "line 1, column 1")]
    [InlineData("c4n4ry", "line 1, column 1")]
    [InlineData("profiles:\n  a: c4n4ry\n", "line 2, column 6")]
    [InlineData("profiles:\n  a: null\n", "line 2, column 6")]
    [InlineData("profiles:\n\ta: c4n4ry", "line ")]
    [InlineData("a: &x [*x]\nprofiles: {a: {}}", "line 1, column 8")]
    [InlineData("a: *c4n4ry\nprofiles: {a: {}}", "line 1, column 4")]
    [InlineData("a: &x c4n4ry\nprofiles: {a: {<<: *x}}", "line 1, column 4")]
    [InlineData("profiles: {a: {<<: [{}, c4n4ry]}}", "line 1, column 25")]
    [InlineData("x: &x {}\nprofiles:\n  a:\n    <<: *x\n    <<: *x\n", "line 5, column 5")]
    [InlineData("profiles:\n  a: &a {auth-type: x}\n  a: *a\n", "line 3, column 3")]
    [InlineData("? [c4n4ry]\n: 1\n", "line 1, column 3")]
    public async Task A_broken_CLI_configuration_is_reported_by_line_and_column_without_its_text(string text, string place)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => SelectAsync(text));

        Assert.Equal(MessageCodes.ConfigMalformed, error.Code);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains("config.yaml", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public async Task A_YAML_document_that_grows_by_its_aliases_is_refused()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 25).Select(i => $"{(char)('a' + i)}: &{(char)('a' + i)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i - 1)}", 9))}]\n"));

        Assert.Equal(MessageCodes.ConfigMalformed, (await Assert.ThrowsAsync<NebiusRegistryException>(() => SelectAsync(bomb))).Code);
    }

    [Fact]
    public async Task A_YAML_document_that_grows_by_its_merge_keys_is_refused()
    {
        var wide = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"k{i}: v"));
        var bomb = $"a: &a {{{wide}}}\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"b{i}: {{<<: *a}}\n")) + "profiles: {a: {}}";

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => SelectAsync(bomb));

        Assert.Equal(MessageCodes.ConfigMalformed, error.Code);
        Assert.Contains("expands to more than", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profiles:\n  a: &a {endpoint: one}\ndefault: b\n", "b", "  b: *a\n")]
    [InlineData("base: &a {endpoint: one, auth-type: x}\ndefault: b\nprofiles:\n", "b", "  b: {<<: *a}\n")]
    [InlineData("base: &a {endpoint: other}\ndefault: b\nprofiles:\n", "b", "  b: {endpoint: one, <<: *a}\n")]
    [InlineData("base: &a {endpoint: other}\ndefault: b\nprofiles:\n", "b", "  b: {<<: *a, endpoint: one}\n")]
    [InlineData("x: &x {endpoint: one}\ny: &y {endpoint: other}\ndefault: b\nprofiles:\n", "b", "  b: {<<: [*x, *y]}\n")]
    [InlineData("v: &v one\ndefault: b\nprofiles:\n", "b", "  b: {<<: {endpoint: *v}}\n")]
    [InlineData("v: &v other\nw: &v one\ndefault: b\nprofiles:\n", "b", "  b: {endpoint: *v}\n")]
    [InlineData("k: &k endpoint\ndefault: b\nprofiles:\n", "b", "  b: {*k : one}\n")]
    [InlineData("n: &n b\ndefault: *n\nprofiles:\n", "b", "  b: {endpoint: one, '<<': plain text}\n")]
    [InlineData("x: &x {endpoint: one}\ny: &y {<<: *x}\ndefault: b\nprofiles:\n", "b", "  b: {<<: *y}\n")]
    public async Task Aliases_and_merge_keys_are_read_as_by_the_Nebius_SDKs(string start, string name, string profile)
    {
        var text = start.Contains("default: b\n", StringComparison.Ordinal) && start.StartsWith("profiles", StringComparison.Ordinal)
            ? start.Replace("default: b\n", string.Empty, StringComparison.Ordinal) + profile + "default: b\n"
            : start + profile;

        var selected = await SelectAsync(text);

        Assert.Equal(name, selected.Name);
        Assert.Equal("one", selected.Endpoint);
    }

    [Theory]
    [InlineData("pipe", "a pipe")]
    [InlineData("link to a pipe", "a pipe")]
    [InlineData("directory", "a directory")]
    [InlineData("device", "a device")]
    public async Task Something_other_than_a_file_in_place_of_the_CLI_configuration_is_refused_without_opening_it(string kind, string words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        var file = Path.Join(_directory.FullName, "config.yaml");
        var pipe = kind == "link to a pipe" ? Path.Join(_directory.FullName, "pipe") : file;
        switch (kind)
        {
            case "directory":
                Directory.CreateDirectory(file);
                break;
            case "device":
                File.CreateSymbolicLink(file, "/dev/zero");
                break;
            default:
                using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
                {
                    await make.WaitForExitAsync(TestContext.Current.CancellationToken);
                }

                break;
        }

        if (pipe != file)
        {
            File.CreateSymbolicLink(file, pipe);
        }

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => CliConfig.ReadAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(MessageCodes.ConfigMalformed, error.Code);
        Assert.Contains($"is {words}, not a regular file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public async Task A_YAML_document_nested_without_end_is_refused(char bracket)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => SelectAsync("x: " + new string(bracket, 100_000)));

        Assert.Equal(MessageCodes.ConfigMalformed, error.Code);
    }

    [Fact]
    public async Task A_CLI_configuration_of_ten_megabytes_is_refused()
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => SelectAsync(new string('#', 10 * 1024 * 1024)));

        Assert.Equal(MessageCodes.ConfigMalformed, error.Code);
        Assert.Contains("larger than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_parsed_as_YAML_or_fails_with_a_line_and_a_column() => Piece.Array[0, 30].Select(string.Concat).Sample(text =>
    {
        try
        {
            YamlReader.Read(text);
        }
        catch (YamlProblemException problem)
        {
            Assert.True(problem.Line > 0 && problem.Column > 0);
        }
    });

    private async Task<CliProfile> SelectAsync(string text)
    {
        var file = Path.Join(_directory.FullName, "config.yaml");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return (await CliConfig.ReadAsync(file, TestContext.Current.CancellationToken)).Select(null);
    }
}
