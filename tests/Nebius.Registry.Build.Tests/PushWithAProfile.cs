using System.Globalization;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A profile of the Nebius CLI is enough: the package reads it, and both share their cached tokens.</summary>
public sealed class PushWithAProfile(ServedApp app) : IClassFixture<ServedApp>
{
    private static readonly Dictionary<string, string?> Nothing = [];

    [Fact]
    public async Task A_push_uses_a_service_account_profile_and_shares_the_token_cache_of_the_CLI()
    {
        WriteConfig($"default: ci\nprofiles:\n  ci:\n    auth-type: service account\n    service-account-credentials-file-path: {app.Scene.AuthorizedKeyFile}\n");
        File.Delete(TokenCacheFiles.Shared(app.Scene));
        var before = app.World.Iam.ExchangeCount;

        // In separate processes, because the server may have cached the key's token in another test.
        var published = await app.PublishAloneAsync(Nothing);
        (await app.PublishAloneAsync(Nothing)).Succeeds();

        published.Succeeds().Says($"with Profile (profile 'ci' of '{app.Scene.Home}/.nebius/config.yaml') of {app.Scene.Account.Id}, expires ");
        Assert.Equal(before + 1, app.World.Iam.ExchangeCount);
        var key = app.Scene.Account.AuthorizedKey;
        Assert.Contains($"service-account/{key.ServiceAccountId}/{key.PublicKeyId}", await ReadCacheAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_uses_the_login_of_a_person_with_the_CLI()
    {
        WriteConfig("profiles:\n  me:\n    auth-type: federation\n    federation-endpoint: auth.nebius.com\n    federation-id: federation-e00me\n    parent-id: project-e00x\n");
        var token = app.World.Iam.IssueAccessToken(app.Scene.Account);
        WriteCache(string.Create(
            CultureInfo.InvariantCulture,
            $"tokens:\n    federation/auth.nebius.com/federation-e00me/me:\n        token: {token.Value}\n        expires_at: {DateTimeOffset.UtcNow.AddHours(3).ToUnixTimeSeconds()}\n"));
        var before = app.World.Iam.ExchangeCount;

        var published = await app.PublishAsync(Nothing);

        published.Succeeds().Says("with Profile (profile 'me' of");
        Assert.Equal(before, app.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_push_uses_the_profile_that_is_typed()
    {
        WriteConfig($"default: none\nprofiles:\n  none: {{}}\n  ci:\n    token-file: {app.Scene.Secrets}/token\n");
        await File.WriteAllTextAsync(
            Path.Join(app.Scene.Secrets, "token"), app.World.Iam.IssueAccessToken(app.Scene.Account).Value, TestContext.Current.CancellationToken);

        (await app.PublishAsync(Nothing, "-p:NebiusProfile=ci")).Succeeds().Says("profile 'ci'");
        (await app.PublishAsync(Nothing)).IsExplained(app.LastLog, "NEBIUS1212", "profile 'none'", "auth-type");
    }

    [Fact]
    public async Task A_CLI_configuration_in_the_repository_gets_a_warning()
    {
        app.Scene.Write(".git/HEAD", "ref: refs/heads/main\n");
        app.Scene.Write("ci/config.yaml", $"profiles:\n  ci:\n    auth-type: service account\n    service-account-credentials-file-path: {app.Scene.AuthorizedKeyFile}\n");

        var published = await app.PublishAsync(new Dictionary<string, string?> { ["NEBIUS_CONFIG_FILE"] = "ci/config.yaml" });
        Directory.Delete(Path.Join(app.Scene.Workspace, ".git"), recursive: true);

        published.Succeeds();
        Assert.Equal("NEBIUS2004", Assert.Single(app.LastLog.OurWarnings).Code);
    }

    private string NebiusFolder => Directory.CreateDirectory(Path.Join(app.Scene.Home, ".nebius")).FullName;

    private void WriteConfig(string text) => File.WriteAllText(Path.Join(NebiusFolder, "config.yaml"), text);

    private void WriteCache(string text)
    {
        var file = Path.Join(NebiusFolder, "credentials.yaml");
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private Task<string> ReadCacheAsync() => File.ReadAllTextAsync(Path.Join(NebiusFolder, "credentials.yaml"), TestContext.Current.CancellationToken);
}
