// Pushes one image to two regions. Copy it, and put your registries' ids in; HelloCake references no package of Nebius's.
//
//   dotnet tool restore
//   export NEBIUS_REGISTRY_STATIC_KEY=...      (or any other source of credentials, see docs/credentials.md)
//   dotnet cake --west=registry-e00abc --north=registry-e00def

#addin nuget:?package=Cake.Nebius&version=0.1.0

var target = Argument("target", "Default");
var version = Argument("image-version", "1.0.0");
var registries = new Dictionary<string, string>
{
    ["eu-west1"] = Argument("west", string.Empty),
    ["eu-north1"] = Argument("north", string.Empty),
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
});

Task("Login")
    .Description("Logs docker or podman in to each region, as for a pull after this script.")
    .DoesForEach(registries.Where(registry => registry.Value.Length > 0), registry => NebiusDockerLogin(registry.Key));

Task("Default")
    .IsDependentOn("Push");

RunTarget(target);
