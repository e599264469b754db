using Nebius.Registry.Tool;
using Nebius.Registry.Tool.DockerCredential;

return HelperName.IsAlone
    ? HelperName.Start(args)
    : await NebiusRegistryCommand.RunAsync(HelperName.Complete(args)).ConfigureAwait(false);
