using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>For a key file that can't be used, the error has the absolute path and nothing of the file's content.</summary>
public sealed class BadKeyFiles(ServedApp app) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("keys/missing.json", "keys/missing.json")]
    [InlineData("./keys/../missing.json", "missing.json")]
    public async Task A_relative_key_path_in_the_environment_starts_at_the_working_directory(string path, string tried)
    {
        var published = await app.PublishAsync(With(path));

        IsToldWithPath(published, "NEBIUS1206", "NEBIUS_AUTHORIZED_KEY_FILE", Path.Join(app.Scene.Workspace, tried));
    }

    [Fact]
    public async Task A_relative_key_path_in_a_property_starts_at_the_project()
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(), "-p:NebiusAuthorizedKeyFile=missing.json");

        IsToldWithPath(published, "NEBIUS1206", "NebiusAuthorizedKeyFile", Path.Join(app.Scene.Workspace, "app", "missing.json"));
    }

    [Fact]
    public async Task A_tilde_in_a_key_path_is_the_home_directory()
    {
        var published = await app.PublishAsync(With("~/missing.json"));

        IsToldWithPath(published, "NEBIUS1206", "NEBIUS_AUTHORIZED_KEY_FILE", Path.Join(app.Scene.Home, "missing.json"));
    }

    [Fact]
    public async Task A_directory_in_place_of_a_key_file_is_an_error()
    {
        var published = await app.PublishAsync(With(app.Scene.Secrets));

        IsToldWithPath(published, "NEBIUS1206", "NEBIUS_AUTHORIZED_KEY_FILE", app.Scene.Secrets);
    }

    [Theory]
    [InlineData("a word", BadCredential.Marker, "NEBIUS1204")]
    [InlineData("no private key", """{"subject-credentials":{"alg":"RS256","kid":"publickey-e00a","iss":"serviceaccount-e00a","sub":"serviceaccount-e00a"}}""", "NEBIUS1203")]
    public async Task The_content_of_a_malformed_key_file_is_not_shown(string name, string content, string code)
    {
        app.Scene.Canary.WatchAll([BadCredential.Marker]);
        var path = Path.Join(app.Scene.Secrets, name);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);

        var published = await app.PublishAsync(With(path));

        IsToldWithPath(published, code, "NEBIUS_AUTHORIZED_KEY_FILE", path);
    }

    [Fact]
    public async Task A_key_file_that_is_far_too_large_is_not_read()
    {
        var path = Path.Join(app.Scene.Secrets, "large.json");
        await File.WriteAllTextAsync(path, new string('x', 1024 * 1024), TestContext.Current.CancellationToken);

        var published = await app.PublishAsync(With(path));

        IsToldWithPath(published, "NEBIUS1206", "NEBIUS_AUTHORIZED_KEY_FILE", path);
    }

    private static Dictionary<string, string?> With(string path) => new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = path };

    private void IsToldWithPath(CommandResult published, string code, string setting, string path)
    {
        published.IsExplained(app.LastLog, code, setting, $"'{path}'");

        // The connection is opened while the key is read.
        Assert.All(app.World.Requests.All, request => Assert.False(request.HasAuthorization, request.ToString()));
    }
}
