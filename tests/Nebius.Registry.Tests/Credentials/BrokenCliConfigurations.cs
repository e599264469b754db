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
    [InlineData("a: &x [c4n4ry]\nb: *x\nprofiles: {a: {}}", "line 2, column 4")]
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
