using Nebius.Registry.Emulator;

return await EmulatorCommand.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
