using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// What belongs in the environment is rejected as a property: it would be in logs, or would let a project choose where a credential goes.
/// </summary>
public sealed class SecretsTypedAsProperties(ServedApp app) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1")]
    [InlineData("nebius_iam_token")]
    [InlineData("NEBIUS_AUTHORIZED_KEY")]
    [InlineData("NEBIUS_PRIVATE_KEY")]
    public async Task A_secret_typed_as_a_property_ends_the_build_and_is_not_shown(string name)
    {
        // MSBuild itself logs the value, so it isn't a secret that the scene searches for.
        var published = await app.PublishAsync(new Dictionary<string, string?>(), $"-p:{name}=typed-on-the-command-line");

        var error = published.IsExplained(app.LastLog, "NEBIUS1003", name, name.ToUpperInvariant(), "Revoke the secret");
        Assert.DoesNotContain("typed-on-the-command-line", error.Text, StringComparison.Ordinal);
        Assert.Empty(app.World.Requests.All);
    }

    [Theory]
    [InlineData("NebiusRegistryStaticKey", "NEBIUS_REGISTRY_STATIC_KEY")]
    [InlineData("NebiusIamToken", "NEBIUS_IAM_TOKEN")]
    [InlineData("NebiusPrivateKey", "NEBIUS_PRIVATE_KEY")]
    public async Task A_secret_typed_under_the_property_form_of_its_name_ends_the_build(string name, string variable)
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(), $"-p:{name}=typed-on-the-command-line");

        published.IsExplained(app.LastLog, "NEBIUS1003", name, variable);
    }

    // "Property reassignment: ... (previous value: ...)", whatever package is referenced.
    [Fact]
    public async Task A_typed_secret_ends_the_build_and_MSBuild_itself_logs_the_variable_of_that_name()
    {
        app.Scene.HasTextLog = true;
        var published = await app.PublishAsync(new Dictionary<string, string?> { ["NEBIUS_IAM_TOKEN"] = "in-the-environment" }, "-p:NEBIUS_IAM_TOKEN=typed");

        var error = published.IsExplained(app.LastLog, "NEBIUS1003", "Revoke the value of the environment variable too");
        Assert.DoesNotContain("in-the-environment", error.Text, StringComparison.Ordinal);
        Assert.Contains("in-the-environment", await File.ReadAllTextAsync(app.Scene.LastTextLog, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NEBIUS_ENDPOINT")]
    [InlineData("NEBIUS_TRUSTED_REGISTRY_HOSTS")]
    [InlineData("nebius_trusted_endpoints")]
    public async Task A_destination_typed_as_a_property_ends_the_build(string name)
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, $"-p:{name}=evil.example.test");

        published.IsExplained(app.LastLog, "NEBIUS1004", name.ToUpperInvariant(), "environment");
        Assert.Empty(app.World.Requests.All);
    }

    [Fact]
    public async Task A_host_that_only_a_project_trusts_gets_no_credential()
    {
        const string Host = "registry.example.test";
        app.World.AddHostileHost(Host);
        app.Scene.Write("Directory.Build.props", $"<Project><PropertyGroup><NEBIUS_TRUSTED_REGISTRY_HOSTS>{Host}</NEBIUS_TRUSTED_REGISTRY_HOSTS></PropertyGroup></Project>");

        var published = await app.PublishAsync(app.Scene.WithStaticKey, $"-p:ContainerRegistry={Host}", "-p:ContainerRepository=e00abc/app");

        File.Delete(Path.Join(app.Scene.Workspace, "Directory.Build.props"));
        published.DoesNotSay("Nebius: push");
        Assert.NotEmpty(app.World.Requests.To(Host));
        Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
    }
}
