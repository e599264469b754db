using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>
/// The order of all sources, as in the README: each source wins over those after it, and the log names them. If a source is set but can't
/// be used, the search ends.
/// </summary>
public sealed class OrderOfTheSources : IAsyncLifetime
{
    private static readonly CredentialSourceKind[] Order =
    [
        CredentialSourceKind.StaticKey,
        CredentialSourceKind.AccessToken,
        CredentialSourceKind.AuthorizedKey,
        CredentialSourceKind.WorkloadIdentity,
        CredentialSourceKind.DockerConfig,
        CredentialSourceKind.Profile,
        CredentialSourceKind.Cli,
    ];

    private ChainScene _scene = null!;

    public static TheoryData<CredentialSourceKind> Kinds => [.. Order];

    public static TheoryData<CredentialSourceKind, CredentialSourceKind> Pairs
    {
        get
        {
            var pairs = new TheoryData<CredentialSourceKind, CredentialSourceKind>();
            for (var higher = 0; higher < Order.Length; higher++)
            {
                for (var lower = higher + 1; lower < Order.Length; lower++)
                {
                    pairs.Add(Order[higher], Order[lower]);
                }
            }

            return pairs;
        }
    }

    public async ValueTask InitializeAsync() => _scene = await ChainScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_credential_source_works_alone(CredentialSourceKind kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && kind == CredentialSourceKind.Cli, "The CLI that the test makes is a shell script.");
        Give(kind);

        var resolution = await _scene.ResolveAsync();

        Assert.Equal(kind, resolution.Credential!.Source);
        Assert.Equal("iam", resolution.Credential.UserName);
        Assert.Empty(resolution.Lines);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_source_that_comes_first_wins_and_the_log_names_the_other_one(
        CredentialSourceKind higher, CredentialSourceKind lower)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && lower == CredentialSourceKind.Cli, "The CLI that the test makes is a shell script.");
        Give(higher);
        Give(lower);

        var resolution = await _scene.ResolveAsync();

        Assert.Equal(higher, resolution.Credential!.Source);
        // The CLI is only installed, not set.
        Assert.Equal(lower != CredentialSourceKind.Cli, resolution.Lines.Any(line => line.Contains($"-p:NebiusCredentialSources={lower}", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_source_that_the_setting_names_first_wins_without_a_message(
        CredentialSourceKind higher, CredentialSourceKind lower)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && lower == CredentialSourceKind.Cli, "The CLI that the test makes is a shell script.");
        Give(higher);
        Give(lower);
        _scene.Environment["NEBIUS_CREDENTIAL_SOURCES"] = $"{lower}+{higher}";

        var resolution = await _scene.ResolveAsync();

        Assert.Equal(lower, resolution.Credential!.Source);
        Assert.Empty(resolution.Lines);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_source_that_is_set_but_unusable_ends_the_search(CredentialSourceKind higher, CredentialSourceKind lower)
    {
        GiveBad(higher);
        Give(lower);

        var error = await _scene.FailsAsync();

        Assert.NotEqual(MessageCodes.NoCredential, error.Code);
        Assert.DoesNotContain("c4n4ry", error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public async Task Without_a_credential_the_error_lists_every_source_with_the_reason_and_the_next_command()
    {
        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.NoCredential, error.Code);
        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries);
        Assert.All(
            Order.Index(),
            kind => Assert.Single(lines, line => line.StartsWith($"{kind.Index + 1}. {kind.Item}: ", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal)));
        Assert.Contains("~/.nebius/config.yaml: doesn't exist", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("nebius-registry static-key issue ", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("leaves out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_that_the_setting_leaves_out_are_listed_in_the_error()
    {
        _scene.Environment["NEBIUS_CREDENTIAL_SOURCES"] = "StaticKey+Profile";

        var error = await _scene.FailsAsync();

        Assert.Contains("NEBIUS_CREDENTIAL_SOURCES leaves out: AccessToken, AuthorizedKey, WorkloadIdentity, DockerConfig, Cli", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_docker_login_is_left_to_the_SDK_for_its_own_push()
    {
        Give(CredentialSourceKind.DockerConfig);
        Give(CredentialSourceKind.Profile);

        var resolution = await _scene.Chain(leavesDockerConfigToSdk: true).ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken);

        Assert.Null(resolution.Credential);
        Assert.Contains("config.json", resolution.LeftToSdk, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusCredentialSources=Profile", Assert.Single(resolution.Lines), StringComparison.Ordinal);
    }

    private void Give(CredentialSourceKind kind)
    {
        var environment = _scene.Environment;
        switch (kind)
        {
            case CredentialSourceKind.StaticKey:
                environment["NEBIUS_REGISTRY_STATIC_KEY"] = "a-static-key";
                break;
            case CredentialSourceKind.AccessToken:
                environment["NEBIUS_IAM_TOKEN"] = "an-access-token";
                break;
            case CredentialSourceKind.AuthorizedKey:
                environment["NEBIUS_AUTHORIZED_KEY"] = _scene.Account.AuthorizedKey.Json;
                break;
            case CredentialSourceKind.WorkloadIdentity:
                var provider = _scene.World.OidcProviders.Add("https://ci.example.test");
                _scene.World.Iam.AddFederatedCredential(_scene.Account, provider.Issuer, "main");
                environment["NEBIUS_SERVICE_ACCOUNT_ID"] = _scene.Account.Id;
                environment["NEBIUS_FEDERATED_TOKEN"] = provider.IssueToken("main");
                break;
            case CredentialSourceKind.DockerConfig:
                _scene.Write(".docker/config.json", """{"auths": {"cr.eu-west1.nebius.cloud": {"auth": "aWFtOmEtdG9rZW4="}}}""");
                break;
            case CredentialSourceKind.Profile:
                _scene.Write(".nebius/config.yaml", "profiles: {ci: {token-file: ~/token}}");
                _scene.Write("token", "a-token");
                break;
            default:
                WriteCli("echo a-token");
                break;
        }
    }

    private void GiveBad(CredentialSourceKind kind)
    {
        var environment = _scene.Environment;
        switch (kind)
        {
            case CredentialSourceKind.StaticKey:
                environment["NEBIUS_REGISTRY_STATIC_KEY"] = "c4n4ry with blanks";
                break;
            case CredentialSourceKind.AccessToken:
                environment["NEBIUS_IAM_TOKEN"] = "Bearer c4n4ry";
                break;
            case CredentialSourceKind.AuthorizedKey:
                environment["NEBIUS_AUTHORIZED_KEY"] = "{\"c4n4ry\": 1}";
                break;
            case CredentialSourceKind.WorkloadIdentity:
                environment["NEBIUS_FEDERATED_TOKEN"] = "c4n4ry";
                break;
            case CredentialSourceKind.DockerConfig:
                _scene.Write(".docker/config.json", """{"auths": {"cr.eu-west1.nebius.cloud": {"auth": "c4n4ry"}}}""");
                break;
            default:
                _scene.Write(".nebius/config.yaml", "profiles: c4n4ry");
                break;
        }
    }

    private void WriteCli(string command)
    {
        var file = _scene.Write(".nebius/bin/nebius", $"#!/bin/sh\n{command}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
