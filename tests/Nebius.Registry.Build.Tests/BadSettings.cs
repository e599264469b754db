using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// An invalid setting ends the build with a code and with what to type instead. A rule that the library's own tests cover has only one or
/// two cases here.
/// </summary>
public sealed class BadSettings(ServedApp app) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("-p:NebiusCredentialSources=StaticKye", "NEBIUS1005", "'StaticKye'", "StaticKey+AuthorizedKey")]
    [InlineData("-p:NebiusStaticKeyExpiryWarningDays=soon", "NEBIUS1005", "'soon'", "such as 30")]
    [InlineData("-p:NebiusPreflight=maybe", "NEBIUS1005", "'maybe'", "Auto, true or false")]
    [InlineData("-p:NebiusTokenCache=none", "NEBIUS1005", "NebiusTokenCache", "Memory")]
    [InlineData("-p:NebiusRegistryEnabled=1", "NEBIUS1005", "NebiusRegistryEnabled is '1'", "true or false")]
    [InlineData("-p:NebiusHelmTool=kubectl", "NEBIUS1005", "'kubectl'", "BuiltIn or Helm")]
    [InlineData("-p:NebiusHelmOverwrite=yes", "NEBIUS1005", "'yes'", "-p:NebiusHelmOverwrite=true")]
    [InlineData("-p:NebiusHelmValuesFile=app.csproj/values.yaml", "NEBIUS1606", "app.csproj/values.yaml", "-p:NebiusHelmValuesFile=")]
    [InlineData("-p:NebiusCopyReferrers=no", "NEBIUS1005", "NebiusCopyReferrers is 'no'", "true or false")]
    [InlineData("-p:NebiusCopyTo=eu-north1", "NEBIUS1902", "'eu-north1' in NebiusCopyTo has no registry ID", "-p:NebiusCopyTo=eu-west1/registry-e01abc+us-central1/registry-u00abc")]
    [InlineData("-p:NebiusCopyTo=eu-north1/e00def+registry-e00abc", "NEBIUS1903", "'registry-e00abc' in NebiusCopyTo is the registry that is pushed to", "Remove it")]
    [InlineData("-p:ContainerRepository=my-app_", "NEBIUS1006", "'my-app_'", "-p:ContainerRepository=my-app")]
    [InlineData("-p:ContainerRepository=app:1.2", "NEBIUS1006", "'app-1-2'", "-p:ContainerRepository=app -p:ContainerImageTag=1.2")]
    [InlineData("-p:ContainerRepository=e00abc", "NEBIUS1006", "Add a name after it", "-p:ContainerRepository=e00abc/my-app")]
    [InlineData("-p:ContainerImageTags=1.0%3Blatest", "NEBIUS1006", "'1.0;latest'", "-p:ContainerImageTags='\"1.0;latest\"'")]
    [InlineData("-p:ContainerImageTag=feature/x", "NEBIUS1006", "'feature/x'", "-p:ContainerImageTag=feature-x")]
    [InlineData("-p:NebiusTokenMinimumLifetime=soon", "NEBIUS1005", "'soon'", "00:30:00")]
    [InlineData("-p:NebiusTokenMinimumLifetime=-00:30:00", "NEBIUS1005", "'-00:30:00'", "00:30:00")]
    [InlineData("-p:NebiusTokenMinimumLifetime=30", "NEBIUS1005", "'30'", "00:30:00")]
    [InlineData("-p:NebiusRegistryId=project-e00abc", "NEBIUS1106", "'project-e00abc'", "or the project's ID")]
    [InlineData("-p:ContainerRepository=e00zzz/app", "NEBIUS1105", "-p:ContainerRepository=app", "-p:NebiusRegistryId=e00zzz")]
    [InlineData("-p:ContainerRepository=cr.eu-west1.nebius.cloud/e00abc/team/app", "NEBIUS1104", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud", "-p:ContainerRepository=e00abc/team/app")]
    public async Task A_property_with_an_invalid_value_ends_the_build_before_any_request(
        string typed, string code, string word, string advice)
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, typed);

        IsToldBeforeAnyRequest(published, code, word, advice);
    }

    // At the same time, the build checks without a credential whether the registry can be reached.
    [Fact]
    public async Task Sources_that_leave_out_the_credential_that_is_set_end_the_build_and_nothing_is_sent()
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, "-p:NebiusCredentialSources=AuthorizedKey");

        published.IsExplained(app.LastLog, "NEBIUS1201", "NEBIUS_AUTHORIZED_KEY_FILE", "NebiusCredentialSources leaves out: StaticKey, AccessToken");
        Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
    }

    // The typed name is checked before the assembly of that name, which doesn't exist, is copied.
    [Fact]
    public async Task An_assembly_name_that_is_not_a_repository_name_ends_the_build_before_any_request()
    {
        var published = await app.PublishAloneAsync(app.Scene.WithStaticKey, "-p:AssemblyName=my_\u00e4pp_\u00f6");

        IsToldBeforeAnyRequest(published, "NEBIUS1006", "AssemblyName is 'my_\u00e4pp_\u00f6'", "-p:ContainerRepository=my-pp");
    }

    [Theory]
    [InlineData("'registry.example.test'", "-p:ContainerRegistry=registry.example.test")]
    [InlineData("'cr.eu-west1.nebius.cloud.example.test'", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud.example.test")]
    [InlineData("the archive 'image.tar.gz'", "-p:ContainerArchiveOutputPath=image.tar.gz")]
    [InlineData("the local container daemon", "-p:ContainerRegistry=", "-p:NebiusRegistryId=", "-p:NebiusPreflight=false")]
    public async Task Copies_of_an_image_that_does_not_go_to_Nebius_end_the_build(string destination, params string[] typed)
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, ["-p:NebiusCopyTo=eu-north1/e00def", .. typed]);

        IsToldBeforeAnyRequest(published, "NEBIUS1904", $"it goes to {destination}", "\n  -p:NebiusCopyTo=");
    }

    [Theory]
    [InlineData("EU-WEST1", "eu-west1")]
    [InlineData("eu_west1", "eu-west1")]
    [InlineData("eu-west1.", "eu-west1")]
    [InlineData("-eu-west1", "eu-west1")]
    [InlineData("cr.eu-west1.nebius.cloud", "eu-west1")]
    [InlineData("eu-west1.nebius.cloud/x?", "eu-west1")]
    [InlineData("o'west1", "<region>")]
    [InlineData("eu_west1_", "eu-west1")]
    [InlineData("eu west1", "eu-west1")]
    public async Task An_invalid_region_ends_the_build_before_any_request(string region, string likely)
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, "-p:ContainerRegistry=", $"-p:NebiusRegion={region}");

        IsToldBeforeAnyRequest(published, "NEBIUS1103", $"'{region}'", $"\n  -p:NebiusRegion={likely}");
    }

    [Theory]
    [InlineData("v1.Ab-cd12-CmMKHHN0YXRpY2tleS1lMDBxN2t3eGJ2NGZqMzIxeW8SIXNlcnZpY2U")]
    [InlineData("Xk!ab-cd12?q7")]
    public async Task A_secret_in_place_of_a_region_is_not_repeated_in_the_command(string secret)
    {
        var environment = new Dictionary<string, string?>(app.Scene.WithStaticKey) { ["SDK_CONTAINER_REGISTRY_PWORD"] = secret };

        var published = await app.PublishAsync(environment, "-p:ContainerRegistry=", $"-p:NebiusRegion={secret}");

        IsToldBeforeAnyRequest(published, "NEBIUS1103", "\n  -p:NebiusRegion=<region>");
        published.DoesNotSay("cd12");
    }

    [Theory]
    [InlineData("-p:ContainerRegistry=cr.eu-north1.nebius.cloud", "cr.eu-north1.nebius.cloud")]
    [InlineData("-p:ContainerRegistry=registry.example.test", "registry.example.test")]
    [InlineData("-p:RegistryUrl=registry.example.test", "registry.example.test")]
    public async Task A_region_that_contradicts_the_registry_ends_the_build(string registry, string host)
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, registry, "-p:NebiusRegion=eu-west1");

        IsToldBeforeAnyRequest(published, "NEBIUS1102", "'eu-west1'", $"'{host}'", $"{registry.Split('=')[0]}={Scene.West}");
    }

    [Theory]
    [InlineData("NEBIUS_CREDENTIAL_SOURCES", "Nonsense", "NEBIUS1005")]
    [InlineData("NEBIUS_TOKEN_CACHE", "none", "NEBIUS1005")]
    [InlineData("NEBIUS_TRUSTED_REGISTRY_HOSTS", "*.example.test", "NEBIUS1108")]
    [InlineData("DOTNET_CONTAINER_INSECURE_REGISTRIES", "other.example.test;CR.eu-west1.nebius.cloud", "NEBIUS1107")]
    public async Task A_variable_with_an_invalid_value_ends_the_build_before_any_request(string name, string value, string code)
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(app.Scene.WithStaticKey) { [name] = value });

        IsToldBeforeAnyRequest(published, code, name);
    }

    [Theory]
    [InlineData("-p:NebiusRegistryEnabled=TRUE")]
    [InlineData("-p:NebiusRegistryEnabled=")]
    [InlineData("-p:NebiusSetStepOutputs=False", "-p:NebiusHelmOverwrite=FALSE", "-p:NebiusPreflight=TRUE")]
    public async Task A_Boolean_is_accepted_in_any_case_and_an_empty_one_is_not_set(params string[] typed) =>
        (await app.PublishAsync(app.Scene.WithStaticKey, typed)).Pushed(app.Scene.WestRegistry, BuiltApp.Repository);

    [Theory]
    [InlineData("http://api.nebius.cloud", "https")]
    [InlineData("https://api.nebius.cloud.example.test", "NEBIUS_TRUSTED_ENDPOINTS")]
    public async Task An_endpoint_outside_Nebius_that_is_not_trusted_ends_the_build(string endpoint, string advice)
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(app.Scene.WithAuthorizedKey) { ["NEBIUS_ENDPOINT"] = endpoint });

        IsToldBeforeAnyRequest(published, "NEBIUS1109", "NEBIUS_ENDPOINT", advice);
    }

    private void IsToldBeforeAnyRequest(CommandResult published, string code, params string[] words)
    {
        published.IsExplained(app.LastLog, code, words);
        Assert.Empty(app.World.Requests.All);
    }
}
