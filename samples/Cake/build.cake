// Pushes one image and its chart to a region, and copies them to another. Copy it, and put in the IDs of your registries. HelloCake references no package.
//
//   dotnet tool restore
//   export NEBIUS_REGISTRY_STATIC_KEY=...      (or another credential source, see docs/credentials.md)
//   dotnet cake --north=registry-e00abc --west=registry-e01abc

#addin nuget:?package=Cake.Nebius&version=0.1.0

var target = Argument("target", "Default");
var version = Argument("image-version", "1.0.0");
var north = Argument("north", string.Empty);
var west = Argument("west", string.Empty);
var copies = west.Length > 0 ? new[] { $"eu-west1/{west}" } : Array.Empty<string>();

Task("Push")
    .Description("Publishes the image to eu-north1; eu-west1 gets a copy with the same digest.")
    .Does(() =>
{
    var image = NebiusDotNetPublishContainer("HelloCake/HelloCake.csproj", "eu-north1", new NebiusDotNetPublishContainerSettings
    {
        RegistryId = north,
        CopyTo = copies,
        Container = new DotNetPublishContainerSettings { Repository = "hello-cake", ImageTags = new[] { version, "latest" } },
    });

    EnsureDirectoryExists("artifacts");
    foreach (var one in image.Copies.Prepend(image))
    {
        Information("Pushed {0}", one.Reference);

        // Values for helm install -f, with the digest of the image.
        System.IO.File.WriteAllText($"artifacts/values-{one.Region}.yaml", HelmValues.For($"{one.Host}/{one.Repository}", one.Tags[0], one.Digest));
    }
});

Task("Chart")
    .Description("Packs the chart and pushes it in the same way; helm is not needed.")
    .Does(() =>
{
    var chart = NebiusHelmPush("charts/hello", "eu-north1", new NebiusHelmPushSettings
    {
        RegistryId = north,
        CopyTo = copies,
        Version = version,
        AppVersion = version,
    });
    foreach (var one in chart.Copies.Prepend(chart))
    {
        Information("Pushed {0}", one.Reference);
        Information("  helm install hello {0} --version {1} -f artifacts/values-{2}.yaml", one.Address, one.Version, one.Host.Region);
    }
});

Task("Login")
    .Description("Logs docker or podman in to each region, as for a pull after this script.")
    .DoesForEach(copies.Length > 0 ? new[] { "eu-north1", "eu-west1" } : new[] { "eu-north1" }, region => NebiusDockerLogin(region));

Task("Default")
    .IsDependentOn("Push")
    .IsDependentOn("Chart");

RunTarget(target);
