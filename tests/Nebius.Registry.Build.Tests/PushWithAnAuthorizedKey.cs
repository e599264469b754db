using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A service account's key, in each supported form. The build is started in the folder above the project.</summary>
public sealed class PushWithAnAuthorizedKey(PackedPackages packages)
{
    [Theory]
    [InlineData("file")]
    [InlineData("file, relative to where the build was started")]
    [InlineData("text")]
    [InlineData("parts")]
    [InlineData("property, relative to the project")]
    public async Task An_authorized_key_in_each_form_is_exchanged_once_and_pushes(string form)
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: form == "text", hasServer: !form.Contains("started", StringComparison.Ordinal));
        var (environment, properties) = Give(scene, form);
        scene.AddBuiltApp(properties, folder: "src");

        var published = await scene.PublishAsync("src/app/app.csproj", environment, "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        published.Says($"Nebius: push to {Scene.West} as iam with AuthorizedKey (").Says($" of {scene.Account.Id}, expires ");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.All(
            scene.World.Requests.To(Scene.West).Where(request => request.HasAuthorization),
            request => Assert.Equal(scene.Account.Id, request.Identity));
        Assert.All(scene.World.Requests.To("mcr.microsoft.com"), request => Assert.False(request.HasAuthorization, request.ToString()));
    }

    [Fact]
    public async Task A_region_without_a_registry_host_is_enough_for_a_push()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();

        var published = await scene.DotNetAsync(["publish", "app", "--no-build", .. Publishing.ToNorth], scene.WithAuthorizedKey);

        published.Pushed(scene.NorthRegistry, "app");
        Assert.Empty(scene.World.Requests.To(Scene.West));
    }

    private static (Dictionary<string, string?> Environment, string Properties) Give(Scene scene, string form)
    {
        var key = scene.Account.AuthorizedKey;
        return form switch
        {
            "file" => (scene.WithAuthorizedKey, string.Empty),
            "file, relative to where the build was started" =>
                (new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = $"../secrets/{Path.GetFileName(scene.AuthorizedKeyFile)}" }, string.Empty),
            "text" => (new() { ["NEBIUS_AUTHORIZED_KEY"] = key.Json }, string.Empty),
            "parts" => (
                new()
                {
                    ["NEBIUS_SERVICE_ACCOUNT_ID"] = key.ServiceAccountId,
                    ["NEBIUS_PUBLIC_KEY_ID"] = key.PublicKeyId,
                    ["NEBIUS_PRIVATE_KEY"] = key.Pkcs8Pem,
                },
                string.Empty),
            _ => ([], $"<NebiusAuthorizedKeyFile>../../../secrets/{Path.GetFileName(scene.AuthorizedKeyFile)}</NebiusAuthorizedKeyFile>"),
        };
    }
}
