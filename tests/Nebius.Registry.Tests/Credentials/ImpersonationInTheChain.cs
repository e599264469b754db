using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>If impersonation is set, the access token of any source is exchanged for one of another service account.</summary>
public sealed class ImpersonationInTheChain : IAsyncLifetime
{
    private ChainScene _scene = null!;
    private ServiceAccount _target = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await ChainScene.StartAsync();
        _target = _scene.World.Iam.AddServiceAccount();
        _scene.World.Iam.AllowImpersonation(_scene.Account, _target);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("authorized key")]
    [InlineData("access token")]
    [InlineData("profile with a key")]
    [InlineData("profile with a token file")]
    public async Task Impersonation_works_with_every_source_of_access_tokens(string source)
    {
        Give(source);
        _scene.Environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = _target.Id;

        var credential = (await _scene.ResolveAsync()).Credential!;

        Assert.Equal(_target.Id, credential.ServiceAccountId);
        Assert.Contains("impersonating", credential.Origin, StringComparison.Ordinal);
        Assert.NotNull(credential.ExpiresAt);
    }

    [Fact]
    public async Task A_profile_may_ask_for_impersonation_and_the_environment_wins_over_it()
    {
        var other = _scene.World.Iam.AddServiceAccount();
        _scene.World.Iam.AllowImpersonation(_scene.Account, other);
        _scene.Write("key.json", _scene.Account.AuthorizedKey.Json);
        _scene.Write(
            ".nebius/config.yaml",
            $"profiles:\n  ci:\n    auth-type: service account\n    service-account-credentials-file-path: ~/key.json\n    impersonate-service-account-id: {_target.Id}\n");

        Assert.Equal(_target.Id, (await _scene.ResolveAsync()).Credential!.ServiceAccountId);
        _scene.Environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = other.Id;
        Assert.Equal(other.Id, (await _scene.ResolveAsync()).Credential!.ServiceAccountId);
    }

    [Fact]
    public async Task A_static_key_cannot_impersonate()
    {
        _scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = "some-key";
        _scene.Environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = _target.Id;

        Assert.Equal(MessageCodes.CannotImpersonate, (await _scene.FailsAsync()).Code);
    }

    [Fact]
    public async Task A_static_key_alone_needs_no_impersonation()
    {
        _scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = "some-key";

        Assert.Equal(CredentialSourceKind.StaticKey, (await _scene.ResolveAsync()).Credential!.Source);
    }

    [Fact]
    public async Task An_invalid_service_account_to_impersonate_is_an_error_that_does_not_show_it()
    {
        Give("access token");
        _scene.Environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = "v1.C4N4RY.signature";

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.InvalidSetting, error.Code);
        Assert.DoesNotContain("C4N4RY", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_impersonation_is_reported_with_both_service_accounts()
    {
        var stranger = _scene.World.Iam.AddServiceAccount();
        Give("authorized key");
        _scene.Environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = stranger.Id;

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.ExchangeRefused, error.Code);
        Assert.Contains(stranger.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains(_scene.Account.Id, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cached_token_that_was_revoked_is_renewed_once_before_impersonation()
    {
        Give("authorized key");
        var chain = _scene.Chain();
        var actor = (await ResolveAsync(chain)).Credential!;
        _scene.World.Iam.RevokeAccessToken(actor.Password.Reveal());
        _scene.Environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = _target.Id;

        Assert.Equal(_target.Id, (await ResolveAsync(chain)).Credential!.ServiceAccountId);
    }

    private static Task<CredentialResolution> ResolveAsync(CredentialChain chain) =>
        chain.ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken);

    private void Give(string source)
    {
        switch (source)
        {
            case "authorized key":
                _scene.Environment["NEBIUS_AUTHORIZED_KEY"] = _scene.Account.AuthorizedKey.Json;
                break;
            case "access token":
                _scene.Environment["NEBIUS_IAM_TOKEN"] = _scene.World.Iam.IssueAccessToken(_scene.Account).Value;
                break;
            case "profile with a key":
                _scene.Write("key.json", _scene.Account.AuthorizedKey.Json);
                _scene.Write(".nebius/config.yaml", "profiles: {ci: {auth-type: service account, service-account-credentials-file-path: ~/key.json}}");
                break;
            default:
                _scene.Write("token", _scene.World.Iam.IssueAccessToken(_scene.Account).Value);
                _scene.Write(".nebius/config.yaml", "profiles: {ci: {token-file: ~/token}}");
                break;
        }
    }
}
