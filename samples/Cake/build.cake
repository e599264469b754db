// Pushes one image and its chart to two regions. Copy it, and put in the IDs of your registries. HelloCake references no package.
//
//   dotnet tool restore
//   export NEBIUS_REGISTRY_STATIC_KEY=...      (or another credential source, see docs/credentials.md)
//   dotnet cake --north=registry-e00abc --west=registry-e01abc

#addin nuget:?package=Cake.Nebius&version=0.1.0

var target = Argument("target", "Default");
var version = Argument("image-version", "1.0.0");
var registries = new Dictionary<string, string>
{
    ["eu-north1"] = Argument("north", string.Empty),
    ["eu-west1"] = Argument("west", string.Empty),
};

Task("Push")
    .Description("Publishes the image to each region.")
    .DoesForEach(registries.Where(registry => registry.Value.Length > 0), registry =>
{
    var image = NebiusDotNetPublishContainer("HelloCake/HelloCake.csproj", registry.Key, new NebiusDotNetPublishContainerSettings
    {
        RegistryId = registry.Value,
        Container = new DotNetPublishContainerSettings { Repository = "hello-cake", ImageTags = new[] { version, "latest" } },
    });
    Information("Pushed {0}", image.Reference);

    // Values for helm install -f, with the digest of the image.
    EnsureDirectoryExists("artifacts");
    System.IO.File.WriteAllText(
        $"artifacts/values-{registry.Key}.yaml", HelmValues.For($"{image.Host}/{image.Repository}", image.Tags[0], image.Digest));
});

Task("Chart")
    .Description("Packs the chart and pushes it to each region; helm is not needed.")
    .DoesForEach(registries.Where(registry => registry.Value.Length > 0), registry =>
{
    var chart = NebiusHelmPush("charts/hello", registry.Key, new NebiusHelmPushSettings { RegistryId = registry.Value, Version = version, AppVersion = version });
    Information("Pushed {0}", chart.Reference);
    Information("  helm install hello {0} --version {1} -f artifacts/values-{2}.yaml", chart.Address, chart.Version, registry.Key);
});

Task("Login")
    .Description("Logs docker or podman in to each region, as for a pull after this script.")
    .DoesForEach(registries.Where(registry => registry.Value.Length > 0), registry => NebiusDockerLogin(registry.Key));

Task("Default")
    .IsDependentOn("Push")
    .IsDependentOn("Chart");

RunTarget(target);
