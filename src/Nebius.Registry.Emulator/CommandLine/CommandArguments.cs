namespace Nebius.Registry.Emulator;

/// <summary>The arguments of the emulator: options, then the command with its own arguments.</summary>
internal sealed record CommandArguments
{
    public bool Help { get; private init; }

    public bool ShowSecrets { get; private init; }

    /// <summary>Whether the command gets an authorized key instead of a static key.</summary>
    public bool AuthorizedKey { get; private init; }

    /// <summary>Whether the command gets a registry on localhost instead of the real host names behind a proxy.</summary>
    public bool Localhost { get; private init; }

    public bool RunnableBase { get; private init; }

    public IReadOnlyList<string> Command { get; private init; } = [];

    /// <summary>The error in the arguments, if any.</summary>
    public string? Error { get; private init; }

    public static CommandArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new CommandArguments { Localhost = !OperatingSystem.IsLinux() };
        for (var index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "--help" or "-h":
                    return parsed with { Help = true };
                case "--show-secrets":
                    parsed = parsed with { ShowSecrets = true };
                    break;
                case "--authorized-key":
                    parsed = parsed with { AuthorizedKey = true };
                    break;
                case "--localhost":
                    parsed = parsed with { Localhost = true };
                    break;
                case "--runnable-base":
                    parsed = parsed with { RunnableBase = true };
                    break;
                case "--":
                    return parsed with { Command = [.. arguments.Skip(index + 1)] };
                case ['-', ..] unknown:
                    return parsed with { Error = $"There is no option {unknown}; a command that starts with - goes after --." };
                default:
                    return parsed with { Command = [.. arguments.Skip(index)] };
            }
        }

        return parsed;
    }
}

/// <summary>The help text.</summary>
internal static class Usage
{
    public const string Text = """
        Runs a command inside an emulated Nebius AI Cloud: IAM, Container Registry in six regions, and .NET base images.

          nebius-registry-emulator [OPTIONS] [--] COMMAND [ARGUMENTS]
          dnx --yes Nebius.Registry.Emulator -- [OPTIONS] [--] COMMAND [ARGUMENTS]

        The exit code is the command's. Without a COMMAND it prints the variables to set elsewhere and stays up until Ctrl+C.
        Restore packages before: the command reaches nothing but the emulator.

          dotnet restore
          nebius-registry-emulator dotnet publish --no-restore -t:PublishContainer -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=e00abc

        Options
          --authorized-key   give the command an authorized key (NEBIUS_AUTHORIZED_KEY_FILE) instead of a static key
          --localhost        a registry on localhost instead of the real names behind a proxy; always so on Windows and macOS
          --runnable-base    base images that run (Linux); without it they are empty
          --show-secrets     without a COMMAND: print the values of secrets too
          --help             this text
        """;
}
