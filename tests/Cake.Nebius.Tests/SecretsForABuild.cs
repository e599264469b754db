using System.Text.Json;
using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry;

namespace Cake.Nebius.Tests;

/// <summary>A script's secrets reach its build in a private file, not in the environment.</summary>
public sealed class SecretsForABuild
{
    private const string StaticKey = "v1.a-static-key";
    private const string AccessToken = "ne1.an-access-token";

    private readonly CakeWithoutAScript _cake = new();

    private static NebiusDotNetPublishContainerSettings Given =>
        new() { Credentials = new() { StaticKey = new Secret(StaticKey), AccessToken = new Secret(AccessToken) } };

    [Fact]
    public void A_builds_secrets_are_in_a_private_file_and_not_in_its_environment()
    {
        _cake.With("NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "v1.of-the-environment");

        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", Given);

        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(_cake.Builds.Secrets.Json)!;
        Assert.Equal((StaticKey, AccessToken), (secrets["NEBIUS_REGISTRY_STATIC_KEY"], secrets["NEBIUS_IAM_TOKEN"]));
        Assert.DoesNotContain(_cake.Builds.Environment.Values, value => value.Contains(StaticKey, StringComparison.Ordinal) || value.Contains(AccessToken, StringComparison.Ordinal));
        Assert.Equal(string.Empty, _cake.Builds.Environment["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"]);
        Assert.Contains("-p:NebiusCredentialSources=\"StaticKey+AccessToken\"", _cake.Builds.Arguments, StringComparison.Ordinal);
        var arguments = Assert.Single(_cake.Builds.Started).Arguments;
        Assert.All([StaticKey, AccessToken], secret => Assert.DoesNotContain(secret, arguments.Render() + arguments.RenderSafe(), StringComparison.Ordinal));
    }

    // The SDK reads them first: https://github.com/dotnet/sdk-container-builds/blob/main/docs/RegistryAuthentication.md
    [Theory]
    [InlineData("SDK_CONTAINER_REGISTRY")]
    [InlineData("DOTNET_CONTAINER_REGISTRY")]
    [InlineData("DOTNET_CONTAINER_PUSH_REGISTRY")]
    public void The_SDK_does_not_get_the_secrets_of_another_registry(string pair)
    {
        _cake.With($"{pair}_UNAME", "somebody").With($"{pair}_PWORD", "of-another-registry");

        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", Given);

        Assert.Equal((string.Empty, string.Empty), (_cake.Builds.Environment[$"{pair}_UNAME"], _cake.Builds.Environment[$"{pair}_PWORD"]));
    }

    [Fact]
    public void Only_the_owner_can_read_the_secrets_file_and_it_is_deleted_after_the_build()
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", Given);

        Assert.Equal(OperatingSystem.IsWindows() ? default : UnixFileMode.UserRead | UnixFileMode.UserWrite, _cake.Builds.Secrets.Mode);
        Assert.False(File.Exists(_cake.Builds.Environment["NEBIUS_REGISTRY_BUILD_SECRETS_FILE"]));
    }

    [Fact]
    public void A_build_without_secrets_gets_no_secrets_file()
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1");

        Assert.Equal(["AfterMicrosoftNETSdkTargets"], _cake.Builds.Environment.Keys);
    }
}
