using Cake.Nebius.Tests.Infrastructure;

namespace Cake.Nebius.Tests;

/// <summary>A path means the same file to a script and to a build that it starts in another directory.</summary>
public sealed class PathsOfKeyFiles
{
    private readonly CakeWithoutAScript _cake = new();

    [Theory]
    [InlineData("~/key.json", "/home/me/key.json")]
    [InlineData("/run/secrets/key.json", "/run/secrets/key.json")]
    [InlineData("keys/key.json", "{start}/keys/key.json")]
    public void Key_file_paths_in_settings_are_made_absolute_for_the_build(string path, string full)
    {
        _cake.With("HOME", "/home/me");

        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { Credentials = new() { AuthorizedKeyFile = path } });

        Assert.Contains($"-p:NebiusAuthorizedKeyFile=\"{Expanded(full)}\"", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_static_key_file_in_settings_is_made_absolute_for_the_build_and_is_its_only_source()
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { Credentials = new() { StaticKeyFile = "keys/registry.key" } });

        Assert.Contains($"-p:NebiusRegistryStaticKeyFile=\"{Expanded("{start}/keys/registry.key")}\"", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusCredentialSources=\"StaticKey\"", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_FILE", "registry.key", "{start}/registry.key")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE", "west.key", "{start}/west.key")]
    [InlineData("NEBIUS_AUTHORIZED_KEY_FILE", "~/key.json", "/home/me/key.json")]
    [InlineData("NEBIUS_PRIVATE_KEY_FILE", "keys/key.pem", "{start}/keys/key.pem")]
    [InlineData("NEBIUS_FEDERATED_TOKEN_FILE", "token", "{start}/token")]
    [InlineData("NEBIUS_CONFIG_FILE", "/etc/nebius/config.yaml", "/etc/nebius/config.yaml")]
    public void Key_file_paths_in_the_environment_are_made_absolute_for_the_build(string variable, string path, string full)
    {
        _cake.With("HOME", "/home/me").With(variable, path);

        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { WorkingDirectory = "elsewhere" });

        Assert.Equal(Expanded(full), _cake.Builds.Environment[variable]);
    }

    private string Expanded(string path) => path.Replace("{start}", _cake.Context.Environment.WorkingDirectory.FullPath, StringComparison.Ordinal);
}
