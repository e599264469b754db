using AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// The host of your region, and the ID of your registry without "registry-".
var registry = builder.AddContainerRegistry("nebius", "cr.eu-north1.nebius.cloud", "e00abc");

builder.AddProject<Projects.Web>("web")
    .WithContainerRegistry(registry)
    .WithRemoteImageTag(builder.Configuration["tag"] ?? "latest");

builder.Pipeline.AddPushWithoutEngine();

builder.Build().Run();
