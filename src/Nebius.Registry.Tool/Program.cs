using Nebius.Registry.Tool;

return await NebiusRegistryCommand.Create().Parse(args).InvokeAsync().ConfigureAwait(false);
