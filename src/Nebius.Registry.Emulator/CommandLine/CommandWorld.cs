using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>The world of the command line, as its command or other programs see it.</summary>
internal sealed class CommandWorld : IDisposable
{
    private const int KeptRequests = 10_000;
    private const int MaximumHosts = 3;
    private const int MaximumHostLength = 255;
    private readonly EmulatorWorld _world;
    private readonly CommandArguments _arguments;
    private readonly WorkDirectory _keyDirectory = new();
    private readonly OutputFile? _authorityFile;
    private readonly ServiceAccount _account;
    private readonly StaticKey? _key;

    /// <summary>Adds what the seed has to a world, which the caller disposes.</summary>
    public CommandWorld(EmulatorWorld world, Seed seed, CommandArguments arguments)
    {
        _world = world;
        world.Requests.Capacity = KeptRequests;
        _arguments = arguments;
        (_account, _key) = seed.ApplyTo(world);
        _authorityFile = arguments.AuthorityFile is { } file
            ? OutputFile.WritePublic(file, File.ReadAllText(world.CertificateAuthorityFile))
            : null;
        Environment = CreateEnvironment();
    }

    /// <summary>The environment variables of the command; null means that the variable must be removed.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    private string Authority => _arguments.Advertised ?? _world.ProxyAddress.Authority;

    private string AuthorityFile => _arguments.AuthorityFile is { } file ? Path.GetFullPath(file) : _world.CertificateAuthorityFile;

    // The SDK and docker take localhost for a registry without TLS.
    private string LocalRegistryHost => Authority.Replace("127.0.0.1:", "localhost:", StringComparison.Ordinal);

    private IEnumerable<EmulatedRegistry> Registries =>
        _world.Registries.All.OrderBy(registry => registry.Id, StringComparer.Ordinal);

    /// <summary>Describes the world without secrets.</summary>
    public string Describe()
    {
        var text = new StringBuilder("Nebius emulator, no real service:\n");
        foreach (var registry in Registries)
        {
            var path = _arguments.Localhost ? $"{LocalRegistryHost}/{registry.Id} ({registry.Region})" : registry.ToString();
            text.Append("  ").Append(path).Append('\n');
        }

        text.Append(_arguments.Localhost
            ? $"  {LocalRegistryHost} is a trusted host over plain HTTP, for eu-north1 only\n"
              + $"  base images: {LocalRegistryHost}/dotnet/runtime:10.0\n"
            : $"  these hosts, IAM and mcr.microsoft.com are reached through the proxy http://{Authority}\n");
        text.Append($"  registries, tags and the last requests: http://{Authority}/\n");
        return text.Append($"  the credential is one of {_account}").ToString();
    }

    /// <summary>The environment variables for the shell of this system.</summary>
    public string EnvironmentAsShellLines()
    {
        var lines = Environment.Select(variable => OperatingSystem.IsWindows()
            ? PowerShellLine(variable.Key, variable.Value)
            : ShellLine(variable.Key, variable.Value));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>
    /// The environment variables for <c>docker run --env-file</c> and compose: docker takes quotation marks as they are, compose doesn't.
    /// </summary>
    public string EnvironmentAsFile() =>
        string.Concat(Environment.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}\n"));

    /// <summary>The world and its variables as one line of JSON.</summary>
    public string DescribeAsJson() => new JsonObject
    {
        ["url"] = $"http://{Authority}",
        ["certificateAuthorityFile"] = AuthorityFile,
        ["registries"] = new JsonArray([.. Registries.Select(registry => new JsonObject
        {
            ["id"] = registry.ResourceId,
            ["region"] = registry.Region,
            ["path"] = registry.ToString(),
        })]),
        ["serviceAccountId"] = _account.Id,
        ["projectId"] = _account.ProjectId,
        ["environment"] = new JsonObject(Environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
    }.ToJsonString();

    /// <summary>Returns what to say after a command that failed, if the proxy refused one of its connections; otherwise null.</summary>
    public string? ExplainRefusedHosts()
    {
        var hosts = _world.Proxy.Refused.Select(Printable).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaximumHosts).ToArray();
        var list = string.Join(", ", hosts);
        return hosts.Length == 0
            ? null
            : $"""
               The emulator refused a connection to {list}.
               A command in it reaches only mcr.microsoft.com and the hosts of Nebius in its documented regions: check the spelling.
               If it restores packages, restore them before, and run it with --no-restore:
                 dotnet restore
               """;
    }

    public void Dispose()
    {
        _authorityFile?.Dispose();
        _keyDirectory.Dispose();
    }

    private static string Printable(string host) =>
        new([.. host.Where(char.IsAscii).Where(character => !char.IsControl(character)).Take(MaximumHostLength)]);

    private static string PowerShellLine(string name, string? value) =>
        $"$env:{name} = " + (value is null ? "$null" : Quote(value, "''"));

    private static string ShellLine(string name, string? value) =>
        value is null ? $"unset {name}" : $"export {name}={Quote(value, "'\\''")}";

    private static string Quote(string value, string quotationMark) => $"'{value.Replace("'", quotationMark, StringComparison.Ordinal)}'";

    private Dictionary<string, string?> CreateEnvironment()
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in CredentialVariables.Set())
        {
            environment[name] = null;
        }

        // Tokens of an emulated IAM must not get into the token cache of the user.
        environment["NEBIUS_TOKEN_CACHE"] = "Memory";
        AddCredential(environment);
        if (_arguments.Localhost)
        {
            environment["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = LocalRegistryHost;
            environment["NEBIUS_ENDPOINT"] = $"http://{Authority}";
            environment["NEBIUS_TRUSTED_ENDPOINTS"] = Authority;
            return environment;
        }

        foreach (var (name, value) in _world.EnvironmentFor(new Uri($"http://{Authority}"), AuthorityFile))
        {
            environment[name] = value;
        }

        return environment;
    }

    // A command gets a file, as it is private; another container would not see that.
    private void AddCredential(Dictionary<string, string?> environment)
    {
        if (!_arguments.AuthorizedKey)
        {
            environment["NEBIUS_REGISTRY_STATIC_KEY"] = _key?.Token;
        }
        else if (_arguments.Serve)
        {
            environment["NEBIUS_AUTHORIZED_KEY"] = _account.AuthorizedKey.Json;
        }
        else
        {
            environment["NEBIUS_AUTHORIZED_KEY_FILE"] = _keyDirectory.WriteSecret("authorized-key.json", _account.AuthorizedKey.Json);
        }
    }
}

/// <summary>The environment variables with credentials of the user, which would have precedence over those of the world.</summary>
internal static class CredentialVariables
{
    private static readonly string[] Names =
    [
        "NEBIUS_IAM_TOKEN",
        "NEBIUS_CREDENTIAL_SOURCES",
        "NEBIUS_AUTHORIZED_KEY",
        "NEBIUS_AUTHORIZED_KEY_FILE",
        "NEBIUS_SERVICE_ACCOUNT_ID",
        "NEBIUS_PUBLIC_KEY_ID",
        "NEBIUS_PRIVATE_KEY",
        "NEBIUS_PRIVATE_KEY_FILE",
        "NEBIUS_FEDERATED_TOKEN",
        "NEBIUS_FEDERATED_TOKEN_FILE",
        "NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID",
        "NEBIUS_PROFILE",
        "NEBIUS_CONFIG_FILE",
        "NEBIUS_ENDPOINT",
    ];

    /// <summary>Returns those that are set in this process.</summary>
    public static IEnumerable<string> Set() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => Names.Contains(name) || name.StartsWith("NEBIUS_REGISTRY_STATIC_KEY", StringComparison.Ordinal));
}
