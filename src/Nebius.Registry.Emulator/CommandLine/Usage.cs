namespace Nebius.Registry.Emulator;

internal static class Usage
{
    public const string Text = """
        Runs a command inside an emulated Nebius AI Cloud: IAM, the Container Registry and .NET base images.

          dotnet run --project src/Nebius.Registry.Emulator -- [OPTIONS] [--] COMMAND [ARGUMENTS]

        Without a COMMAND it prints the variables to set elsewhere and stays up until Ctrl+C.
        Restore packages before: the command reaches nothing but the emulator.

          dotnet run --project src/Nebius.Registry.Emulator -- dotnet publish PROJECT --no-restore -t:PublishContainer \
            -p:NebiusRegion=eu-west1 -p:NebiusRegistryId=e00abc

        Options
          --authorized-key   give the command an authorized key (NEBIUS_AUTHORIZED_KEY_FILE) instead of a static key
          --localhost        a registry on localhost instead of the real names behind a proxy; always so on Windows and macOS
          --runnable-base    base images that run (Linux); without it they are empty
          --show-secrets     without a COMMAND: print the values of secrets too
          --help             this text
        """;
}
