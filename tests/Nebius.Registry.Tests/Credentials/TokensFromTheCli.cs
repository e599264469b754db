using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Credentials;
using Nebius.Registry.Tests.OS;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

public sealed class TokensFromTheCli : IDisposable
{
    private const string Token = "ne1C4n4ryToken0123456789.abcDEF";
    private readonly FakeTimeProvider _time = new();
    private readonly FakeMachine _machine;

    public TokensFromTheCli()
    {
        _machine = new FakeMachine { Time = _time };
        Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);
    }

    [Theory]
    [InlineData($"echo {Token}")]
    [InlineData($"printf %s {Token}")]
    [InlineData($"printf '{Token}\\r\\n\\n'")]
    [InlineData($"echo 'A new version is there.'; echo; echo {Token}")]
    [InlineData($"echo notice; echo {Token}; echo 'have a nice day'")]
    [InlineData($"echo 'token from NEBIUS_IAM_TOKEN env is used' >&2; echo {Token}")]
    [InlineData($"sleep 20 & echo {Token}")]
    [InlineData($"sh -c 'sleep 20 >/dev/null &'; echo {Token}")]
    public async Task The_token_is_the_last_line_of_the_CLIs_output_that_can_be_a_token(string script)
    {
        _machine.WriteProgram("bin/nebius", script);

        var credential = await GetAsync();

        Assert.Equal(Token, credential.Password.Reveal());
        Assert.Equal("iam", credential.UserName);
        Assert.Equal(CredentialSourceKind.Cli, credential.Source);
        Assert.Contains(_machine.File("bin/nebius"), credential.Origin, StringComparison.Ordinal);
        Assert.Null(credential.ExpiresAt);
    }

    /// <summary>A script, and a text of the error.</summary>
    public static TheoryData<string, string> Failures => new()
    {
        { "true", "printed no access token" },
        { $"echo {Token}ü", "printed no access token" },
        { $"echo '{{\"token\":\"{Token}\"}}'", "printed no access token" },
        { $"echo 'the token is {Token}'", "printed no access token" },
        { "yes | tr -d '\\n'", "printed more than 64 KiB" },
        { "read -r answer && echo answered-token; exit 9", "exit code 9" },
        { $"echo 'profile broken: {Token}' >&2; exit 1", "exit code 1. It said: \"profile broken: [removed]\"." },
        { $"echo {Token.ToLowerInvariant()}; echo 'it is {Token.ToLowerInvariant()}' >&2; exit 1", "exit code 1. It said: \"it is [removed]\"." },
        { "printf 'one\\033[31m\\ntwo' >&2; exit 3", "exit code 3. It said: \"one[31m two\"." },
        { "kill -9 $$", "exit code 137" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_CLI_that_gives_no_token_is_an_error_with_the_command_and_the_reason(string script, string text)
    {
        var program = _machine.WriteProgram("bin/nebius", script);

        var error = await Leaks.FailsWithAsync(MessageCodes.CliFailed, () => GetAsync(), Token, "answered-token");

        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{program} iam get-access-token --no-browser --auth-timeout 10s --timeout 20s'", error.Message, StringComparison.Ordinal);
        Assert.Contains("iam get-access-token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CLI_that_hangs_is_stopped_after_ten_seconds()
    {
        _machine.WriteProgram("bin/nebius", "exec sleep 1000");

        var get = GetAsync();
        _time.Advance(TimeSpan.FromSeconds(10));

        var error = await Leaks.FailsWithAsync(MessageCodes.CliFailed, () => get.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains("didn't end within 10 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_CLI_gets_the_profile_and_configuration_that_are_set_and_no_stale_token()
    {
        const string TokenFile = "NEBIUS_IAM_TOKEN_FILE";
        _machine.WriteProgram("bin/nebius", $"echo \"$*|${TokenFile}|$NEBIUS_IAM_TOKEN\" > '{_machine.File("seen")}'; echo {Token}");
        _machine[EnvironmentVariables.Profile] = "my profile";
        _machine[EnvironmentVariables.ConfigFile] = "some/config.yaml";
        try
        {
            // Nothing else in this process reads it.
            Environment.SetEnvironmentVariable(TokenFile, "stale");
            await GetAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable(TokenFile, null);
        }

        Assert.Equal(
            $"--config {_machine.File("some/config.yaml")} --profile my profile iam get-access-token --no-browser --auth-timeout 10s --timeout 20s||\n",
            await File.ReadAllTextAsync(_machine.File("seen"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_that_was_set_as_the_profile_is_not_shown()
    {
        _machine.WriteProgram("bin/nebius", "exit 1");
        _machine[EnvironmentVariables.Profile] = Token;

        await Leaks.FailsWithAsync(MessageCodes.CliFailed, () => GetAsync(), Token);
    }

    [Fact]
    public void The_CLI_is_a_source_when_it_is_installed_and_executable()
    {
        var absent = Check();
        Assert.False(absent.IsPresent);
        Assert.Equal("not found", absent.WhyNot);
        Assert.Contains("~/.nebius/bin", absent.LookedAt, StringComparison.Ordinal);
        Assert.Contains("nebius profile create", absent.NextCommand, StringComparison.Ordinal);

        var file = _machine.Write("bin/nebius", "no program");
        Assert.Equal($"'{file}' is not executable", Check().WhyNot);

        _machine.WriteProgram("home/.nebius/bin/nebius", "exit 1");
        Assert.Contains(_machine.File("home/.nebius/bin/nebius"), Check().Origin, StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private SourceAvailability Check() => new CliSource(_machine.Options).Check(Hosts.EuWest1);

    private Task<SourceCredential> GetAsync() =>
        new CliSource(_machine.Options).GetAsync(Hosts.EuWest1, new CredentialLog(), TestContext.Current.CancellationToken);
}
