using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The registry rejects a push without a preflight check: the explanation is beside the SDK's own error.</summary>
public sealed class RefusedByTheRegistry(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task A_push_with_a_revoked_static_key_is_explained()
    {
        var key = app.World.Iam.IssueStaticKey(app.Scene.Account);
        app.World.Iam.Revoke(key);

        var published = await PublishAsync(new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY"] = key.Token });

        IsExplainedBesideTheSdk(published, "NEBIUS1401", "HTTP 401", "failed to get profile", "NEBIUS_REGISTRY_STATIC_KEY", "nebius-registry static-key issue");
    }

    [Fact]
    public async Task A_push_with_a_static_key_of_another_service_is_explained()
    {
        var key = app.World.Iam.IssueStaticKey(app.Scene.Account, StaticKeyService.Observability);

        var published = await PublishAsync(new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = key.Token });

        IsExplainedBesideTheSdk(published, "NEBIUS1401", "HTTP 401", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "CONTAINER_REGISTRY");
    }

    [Fact]
    public async Task A_push_with_an_expired_access_token_is_explained()
    {
        var token = app.World.Iam.IssueAccessToken(app.Scene.Account, lifetime: TimeSpan.FromSeconds(-1));

        var published = await PublishAsync(new Dictionary<string, string?> { ["NEBIUS_IAM_TOKEN"] = token.Value });

        IsExplainedBesideTheSdk(published, "NEBIUS1401", "HTTP 401", "NEBIUS_IAM_TOKEN", "12 hours", "nebius iam get-access-token");
    }

    [Fact]
    public async Task A_push_by_an_account_that_may_only_pull_is_explained()
    {
        var reader = app.World.Iam.AddServiceAccount();
        app.Scene.WestRegistry.Grant(reader, RegistryRights.Pull);
        var key = reader.AuthorizedKey;

        var published = await PublishAsync(new Dictionary<string, string?> { ["NEBIUS_AUTHORIZED_KEY"] = key.Json });

        IsExplainedBesideTheSdk(published, "NEBIUS1402", "HTTP 403", "DENIED", reader.Id, "NEBIUS_AUTHORIZED_KEY", "'editor'");
    }

    [Theory]
    [InlineData("e00def", "is in another region than cr.eu-west1.nebius.cloud")]
    [InlineData("e00nowhere", "registry-e00nowhere")]
    public async Task A_push_to_a_registry_that_is_not_at_this_host_is_explained(string id, string advice)
    {
        var published = await PublishAsync(app.Scene.WithStaticKey, $"-p:NebiusRegistryId={id}");

        IsExplainedBesideTheSdk(published, "NEBIUS1403", "HTTP 404", "NAME_UNKNOWN", $"{Scene.West} doesn't know the repository {id}/app", advice, "nebius registry list");
    }

    [Fact]
    public async Task A_missing_base_image_in_a_Nebius_registry_is_explained()
    {
        await app.World.SeedBaseImageAsync(app.Scene.WestRegistry, "bases/runtime", "10.0", cancellationToken: TestContext.Current.CancellationToken);

        var published = await PublishAsync(app.Scene.WithStaticKey, $"-p:ContainerBaseImage={Scene.West}/e00abc/bases/runtime:9.9");

        IsExplainedBesideTheSdk(published, "NEBIUS1404", "HTTP 404", "MANIFEST_UNKNOWN", $"{Scene.West}/e00abc/bases/runtime has no tag '9.9'");
    }

    private Task<CommandResult> PublishAsync(IReadOnlyDictionary<string, string?> environment, params string[] properties) =>
        app.PublishAsync(environment, [.. properties, "-p:NebiusPreflight=false"]);

    private void IsExplainedBesideTheSdk(CommandResult published, string code, params string[] words)
    {
        var log = app.LastLog;
        published.IsExplained(log, code, words);
        Assert.Contains(log.Errors, error => error.Code?.StartsWith("CONTAINER", StringComparison.Ordinal) == true);
    }
}
