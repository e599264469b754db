using Nebius.Registry.Emulator;
using Quickstart;

// Shows what the package does, without an account: the emulator stands in for Nebius AI Cloud.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    cancellation.Cancel();
};

try
{
    // The build has packed the package, unless there is a folder with packages.
    using var machine = new FreshMachine(args is [var packages] ? packages : Path.Join(AppContext.BaseDirectory, "feed"));

    await using var world = await Step.RunAsync("Start the emulator: IAM, registries, mcr.microsoft.com", () => EmulatorWorld.StartAsync(Cloud.Options, cancellation.Token));
    var cloud = new Cloud(world, machine);
    Step.Say(cloud.Description);

    var first = await Step.RunAsync("Publish HelloContainer with a static key, to eu-north1", () => machine.PublishAsync(cloud.WithStaticKey(), cancellation.Token));
    Step.Say(cloud.Confirm(first));

    var second = await Step.RunAsync("Publish it with an authorized key, to eu-west1", () => machine.PublishAsync(cloud.WithAuthorizedKey(), cancellation.Token));
    Step.Say(cloud.Confirm(second));

    Console.WriteLine("""

        Both images are in the emulated registries. With a real registry, in your own project:

          dotnet add package Nebius.Registry.Build
          export NEBIUS_REGISTRY_STATIC_KEY=...        # or NEBIUS_AUTHORIZED_KEY_FILE=key.json
          dotnet publish -t:PublishContainer -p:NebiusRegion=<region> -p:NebiusRegistryId=<registry-id>
        """);
    return 0;
}
catch (QuickstartException failure)
{
    Console.Error.WriteLine($"\n{failure.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
