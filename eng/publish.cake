// Pushes our sample's image and chart to Nebius with our own addin. The root's build.cake starts it, and says which version it has just packed.
#addin nuget:?package=Cake.Nebius&version=%NEBIUS_REGISTRY_PACKAGE_VERSION%

var image = NebiusDotNetPublishContainer("../samples/Cake/HelloCake/HelloCake.csproj", Argument<string>("region"), new NebiusDotNetPublishContainerSettings
{
    RegistryId = Argument<string>("registry-id"),
    Container = new DotNetPublishContainerSettings { Repository = "hello-cake", ImageTags = new[] { Argument<string>("image-version") } },
});
Information("Pushed {0}", image.Reference);

var chart = NebiusHelmPush("../samples/Cake/charts/hello", Argument<string>("region"), new NebiusHelmPushSettings
{
    RegistryId = Argument<string>("registry-id"),
    Version = Argument<string>("image-version"),
    AppVersion = Argument<string>("image-version"),
});
Information("Pushed {0}", chart.Reference);
