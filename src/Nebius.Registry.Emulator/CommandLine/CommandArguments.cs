using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>The arguments of the emulator: options, then the command with its own arguments.</summary>
internal sealed partial record CommandArguments
{
    public bool Help { get; private init; }

    public bool Version { get; private init; }

    public bool Serve { get; private init; }

    /// <summary>Whether to print the world as JSON instead of shell lines.</summary>
    public bool Json { get; private init; }

    /// <summary>Whether to say nothing about the world.</summary>
    public bool Quiet { get; private init; }

    /// <summary>Whether the command gets an authorized key instead of a static key.</summary>
    public bool AuthorizedKey { get; private init; }

    /// <summary>Whether the command gets a registry on localhost instead of the real host names behind a proxy.</summary>
    public bool Localhost { get; private init; }

    public bool RunnableBase { get; private init; }

    public string? SeedFile { get; private init; }

    public string? EnvironmentFile { get; private init; }

    public string? AuthorityFile { get; private init; }

    public IPEndPoint Listen { get; private init; } = new(IPAddress.Loopback, 0);

    /// <summary>The host and port in the variables, if clients know the emulator by another name.</summary>
    public string? Advertised { get; private init; }

    public IReadOnlyList<string> Command { get; private init; } = [];

    /// <summary>Parses the arguments.</summary>
    /// <exception cref="EmulatorException">They aren't valid.</exception>
    public static CommandArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new CommandArguments { Localhost = !OperatingSystem.IsLinux() };
        var index = 0;
        while (index < arguments.Count && arguments[index] is ['-', ..] option)
        {
            index++;
            if (option == "--")
            {
                break;
            }

            if (Flag(parsed, option) is { } flagged)
            {
                parsed = flagged;
                continue;
            }

            var parts = option.Split('=', 2);
            if (!IsValueOption(parts[0]))
            {
                throw Invalid($"{option} isn't an option. A command that starts with - goes after --.");
            }

            var value = parts.Length == 2 ? parts[1] : index < arguments.Count ? arguments[index++] : "";
            parsed = Value(parsed, parts[0], value);
        }

        return parsed.Validate([.. arguments.Skip(index)]);
    }

    private static CommandArguments? Flag(CommandArguments parsed, string option) => option switch
    {
        "--help" or "-h" or "-?" => parsed with { Help = true },
        "--version" => parsed with { Version = true },
        "--serve" => parsed with { Serve = true },
        "--json" => parsed with { Json = true },
        "--quiet" or "-q" => parsed with { Quiet = true },
        "--authorized-key" => parsed with { AuthorizedKey = true },
        "--localhost" => parsed with { Localhost = true },
        "--runnable-base" => parsed with { RunnableBase = true },
        _ => null,
    };

    private static bool IsValueOption(string name) => name is "--seed" or "--env-file" or "--ca-file" or "--listen" or "--advertise";

    private static CommandArguments Value(CommandArguments parsed, string name, string value)
    {
        if (value.Length == 0 || value.StartsWith('-'))
        {
            throw Invalid($"{name} needs a value.");
        }

        return name switch
        {
            "--seed" => parsed with { SeedFile = value },
            "--env-file" => parsed with { EnvironmentFile = value },
            "--ca-file" => parsed with { AuthorityFile = value },
            "--listen" => parsed with { Listen = ParseEndPoint(value) },
            _ => HostAndPort().IsMatch(value) && Uri.TryCreate($"http://{value}", UriKind.Absolute, out _)
                ? parsed with { Advertised = value }
                : throw Invalid($"--advertise {value} isn't a host with a port. Expected: emulator:8080."),
        };
    }

    private CommandArguments Validate(string[] command)
    {
        if (Help || Version)
        {
            return this;
        }

        var serve = Serve || command.Length == 0;
        if (Serve && command.Length > 0)
        {
            throw Invalid($"--serve takes no command, and {command[0]} is one.");
        }

        if (!serve && (Json || EnvironmentFile is not null || Advertised is not null))
        {
            throw Invalid("--json, --env-file and --advertise are for --serve: a command gets the variables itself.");
        }

        if (command is ["", ..])
        {
            throw Invalid("The command is empty. Is a variable in your script not set?");
        }

        if (EnvironmentFile is { } file && AuthorityFile is { } other && Path.GetFullPath(file) == Path.GetFullPath(other))
        {
            throw Invalid($"--env-file and --ca-file name the same file, {EnvironmentFile}.");
        }

        return this with { Serve = serve, Command = command };
    }

    private static IPEndPoint ParseEndPoint(string value)
    {
        if (ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        var text = value.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + value["localhost".Length..]
            : value is ['*', ..] ? "0.0.0.0" + value[1..]
            : value;

        // A number would parse as an address, too.
        return text.AsSpan().ContainsAny('.', ':') && IPEndPoint.TryParse(text, out var endPoint)
            ? endPoint
            : throw Invalid($"--listen {value} isn't an address of this machine. Expected: 8080, 127.0.0.1:8080 or 0.0.0.0:8080.");
    }

    private static EmulatorException Invalid(string message) =>
        new(EmulatorError.Usage, message + "\nFor the options:\n  nebius-registry-emulator --help");

    [GeneratedRegex(@"\A([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}\z")]
    private static partial Regex HostAndPort();
}

/// <summary>The help text.</summary>
internal static class Usage
{
    public const string Text = """
        Runs a command inside an emulated Nebius AI Cloud: IAM, Container Registry in six regions, and .NET base images.

          nebius-registry-emulator [OPTIONS] [--] COMMAND [ARGUMENTS]
          nebius-registry-emulator --serve [OPTIONS]
          dnx --yes Nebius.Registry.Emulator -- [OPTIONS] [--] COMMAND [ARGUMENTS]

        The exit code is the command's. With --serve, or without a COMMAND, it stays up until Ctrl+C and
        prints the variables to set elsewhere.
        Restore packages before: the command reaches nothing but the emulator.

          dotnet restore
          nebius-registry-emulator dotnet publish --no-restore -t:PublishContainer -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=e00abc

        The world
          --seed FILE        accounts, registries, rights, static keys and faults, as JSON
          --authorized-key   the command gets an authorized key instead of a static key
          --localhost        a registry on localhost instead of the real names behind a proxy; always so on Windows and macOS
          --runnable-base    base images that run (Linux); without it they are empty
          --ca-file PATH     also write the certificate authority there
          --listen ADDRESS   where to listen: 8080, 127.0.0.1:8080 or 0.0.0.0:8080; a free port of 127.0.0.1 if not set

        With --serve
          --json             print the world and its variables as one line of JSON
          --env-file PATH    write the variables there (NAME=VALUE, mode 0600) instead of printing them; deleted at the end
          --advertise HOST:PORT
                             the name by which clients know the emulator, such as emulator:8080

          --quiet, -q        don't describe the world
          --version          the version
          --help, -h         this text

        Exit codes: the command's; 125 if the emulator itself failed, 126 if the command can't be
        started, 127 if it doesn't exist.
        """;
}
