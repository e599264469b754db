using Nebius.Registry.Credentials;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>A static key in a file: which setting wins, and what a file may hold.</summary>
public sealed class StaticKeyFiles : IDisposable
{
    private const string Key = "v1.c4n4ryKEY";

    private readonly DirectoryInfo _start = Directory.CreateTempSubdirectory("nebius-key-");
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private string? _typed;
    private string? _checkedIn;

    public void Dispose() => _start.Delete(recursive: true);

    [Theory]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_FILE", "NEBIUS_REGISTRY_STATIC_KEY_FILE")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_FILE NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_FILE NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY NEBIUS_REGISTRY_STATIC_KEY_US_CENTRAL1_FILE", "NEBIUS_REGISTRY_STATIC_KEY")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE typed", "NebiusRegistryStaticKeyFile")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY NEBIUS_REGISTRY_STATIC_KEY_FILE typed", "NebiusRegistryStaticKeyFile")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_FILE checked-in", "NEBIUS_REGISTRY_STATIC_KEY_FILE")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1 checked-in", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1")]
    [InlineData("NEBIUS_IAM_TOKEN checked-in", "NebiusRegistryStaticKeyFile")]
    public async Task The_most_specific_static_key_wins(string set, string winner)
    {
        foreach (var name in set.Split(' '))
        {
            var content = $"v1.of{name.Replace("_", string.Empty, StringComparison.Ordinal)}";
            switch (name)
            {
                case "typed":
                    _typed = Write(name, content);
                    break;
                case "checked-in":
                    _checkedIn = Write(name, content);
                    break;
                default:
                    _environment[name] = name.EndsWith("_FILE", StringComparison.Ordinal) ? Write(name, content) : content;
                    break;
            }
        }

        var credential = (await ResolveAsync()).Credential!;

        Assert.Equal((CredentialSourceKind.StaticKey, winner), (credential.Source, credential.Origin));
        var expected = winner == "NebiusRegistryStaticKeyFile" ? set.Split(' ')[^1] : winner.Replace("_", string.Empty, StringComparison.Ordinal);
        Assert.Equal($"v1.of{expected}", credential.Password.Reveal());
    }

    [Theory]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY", "NEBIUS_REGISTRY_STATIC_KEY_FILE")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE")]
    public async Task A_static_key_and_a_file_for_the_same_registry_contradict_each_other(string variable, string file)
    {
        _environment[variable] = Key;
        _environment[file] = Write("key", Key);

        Says(await FailsAsync(MessageCodes.AmbiguousCredential), $"{variable} and {file} are both set", $"\n  {Shell.Current.Unset(variable)}");
    }

    [Theory]
    [InlineData(Key)]
    [InlineData(Key + "\n")]
    [InlineData("  " + Key + "\t\r\n\r\n")]
    [InlineData("\uFEFF" + Key + "\r\n")]
    public async Task Blanks_around_the_token_in_a_file_are_dropped(string content)
    {
        _environment["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = Write("key", content);

        Assert.Equal(Key, (await ResolveAsync()).Credential!.Password.Reveal());
    }

    [Theory]
    [InlineData("", MessageCodes.MalformedToken, "it is empty")]
    [InlineData(" \n", MessageCodes.MalformedToken, "it is empty")]
    [InlineData(Key + "\n" + Key, MessageCodes.MalformedToken, "more than one line")]
    [InlineData("export KEY=" + Key, MessageCodes.MalformedToken, "the variable's name in front")]
    [InlineData("{\"token\":\"" + Key + "\"}", MessageCodes.MalformedToken, "it is JSON")]
    [InlineData("\0\0\0", MessageCodes.MalformedToken, "a character that isn't valid in a token")]
    [InlineData("(17 KiB)", MessageCodes.CredentialFileUnreadable, "larger than 16 KiB")]
    public async Task A_file_that_holds_something_else_is_an_error_with_its_absolute_path(string content, string code, string text)
    {
        _environment["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = "key";
        var file = Write("key", content == "(17 KiB)" ? new string('k', 17 * 1024) : content);

        Says(await FailsAsync(code), "NEBIUS_REGISTRY_STATIC_KEY_FILE", $"'{file}'", text);
    }

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("'none'")]
    public async Task Quotes_around_a_path_are_pointed_out(string path)
    {
        _environment["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = path;

        Says(await FailsAsync(MessageCodes.CredentialFileUnreadable), "The value has quotes around it");
    }

    [Theory]
    [InlineData("none", "the file doesn't exist")]
    [InlineData(".", "it is a directory")]
    public async Task A_file_that_cannot_be_read_is_an_error_with_its_absolute_path(string path, string why)
    {
        _environment["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE"] = path;

        Says(
            await FailsAsync(MessageCodes.CredentialFileUnreadable),
            $"Can't read '{Path.GetFullPath(path, _start.FullName)}', which NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE names: {why}");
    }

    [Theory]
    [InlineData(Key + "0123456789abcdefGHIJKLMN.0123456789abcdefGHIJKLMN", MessageCodes.CredentialFileUnreadable)]
    [InlineData("{\"token\":\"" + Key + "\"}", MessageCodes.TextAndPathMixedUp)]
    public async Task A_token_in_place_of_the_path_is_not_shown_and_its_variable_is_named(string value, string code)
    {
        _environment["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = value;

        Says(await FailsAsync(code), "NEBIUS_REGISTRY_STATIC_KEY_FILE", "NEBIUS_REGISTRY_STATIC_KEY");
    }

    [Fact]
    public async Task The_file_is_read_again_each_time()
    {
        _environment["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = Write("key", "v1.before");
        Assert.Equal("v1.before", (await ResolveAsync()).Credential!.Password.Reveal());

        Write("key", "v1.after");

        Assert.Equal("v1.after", (await ResolveAsync()).Credential!.Password.Reveal());
    }

    [Fact]
    public async Task A_key_file_in_the_repository_is_used_with_a_warning()
    {
        _start.CreateSubdirectory(".git");
        _environment["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = Write("key", Key);

        Assert.Equal(MessageCodes.CredentialInRepository, Assert.Single((await ResolveAsync()).Warnings).Code);
    }

    private string Write(string name, string content)
    {
        var file = Path.Join(_start.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }

    private async Task<NebiusRegistryException> FailsAsync(string code)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(ResolveAsync);
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain("c4n4ry", error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private static void Says(NebiusRegistryException error, params string[] texts) =>
        Assert.All(texts, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));

    private Task<CredentialResolution> ResolveAsync()
    {
        var settings = new NebiusSettings
        {
            Environment = _environment.GetValueOrDefault,
            StartDirectory = _start.FullName,
            Typed = Property(_typed, SettingLevel.Typed),
            CheckedIn = Property(_checkedIn, SettingLevel.CheckedIn),
        };
        return new CredentialChain(new CredentialChainOptions { Settings = settings, Memory = new() })
            .ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken);
    }

    private Dictionary<string, SettingValue> Property(string? path, SettingLevel level) => path is null ? [] : new()
    {
        ["NEBIUS_REGISTRY_STATIC_KEY_FILE"] = new SettingValue(path, "NebiusRegistryStaticKeyFile", _start.FullName, level),
    };
}
