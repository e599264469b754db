using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>The world of the command line: one service account that can push to a registry in each region.</summary>
internal sealed class DemoWorld : IDisposable
{
    // With the routing codes of the regions, as far as they are known.
    private static readonly (string Id, string Region)[] Registries =
    [
        ("e00abc", "eu-north1"),
        ("e01abc", "eu-west1"),
        ("e02abc", "eu-north2"),
        ("e03abc", "uk-south1"),
        ("i00abc", "me-west1"),
        ("u00abc", "us-central1"),
    ];

    private const int MaximumHosts = 3;
    private const int MaximumHostLength = 255;
    private const string StaticKeyVariable = "NEBIUS_REGISTRY_STATIC_KEY";
    private readonly EmulatorWorld _world;
    private readonly WorkDirectory _keyDirectory = new();
    private readonly ServiceAccount _account;
    private readonly string _keyFile;

    /// <summary>Adds the account, its keys and the registries to a world, which the caller disposes.</summary>
    public DemoWorld(EmulatorWorld world, CommandArguments arguments)
    {
        _world = world;
        _account = world.Iam.AddServiceAccount();
        foreach (var (id, region) in Registries)
        {
            world.Registries.Add(id, region).Grant(_account, RegistryRights.Push);
        }

        world.Iam.AllowKeyManagement(_account);
        _keyFile = _keyDirectory.WriteSecret("authorized-key.json", _account.AuthorizedKey.Json);
        Environment = CreateEnvironment(arguments);
    }

    /// <summary>The environment variables of the command; null means that the variable must be removed.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    public string Describe(CommandArguments arguments)
    {
        var registries = string.Join("\n  ", Registries.Select(registry => $"cr.{registry.Region}.nebius.cloud/{registry.Id}"));
        var places = arguments.Localhost
            ? $"""
                registry-e00abc (eu-north1) is {_world.LocalRegistryHost}/e00abc, a trusted host over plain HTTP
                IAM is {Text(_world.LocalIamAddress)}
                base images: {_world.LocalRegistryHost}/dotnet/runtime:10.0
              """
            : $"""
                {registries}
                they, IAM and mcr.microsoft.com are behind the proxy {Text(_world.ProxyAddress)}
              """;
        return $"""
            Nebius emulator, no real service:
            {places}
              {_account} may push, and manage the static keys of {_account.ProjectId}; authorized key in {_keyFile}
            """;
    }

    /// <summary>The environment variables as lines to read; secrets are left out if not requested.</summary>
    public string DescribeEnvironment(bool showSecrets)
    {
        var text = new StringBuilder();
        text.AppendLine("Ctrl+C ends it. Set these (--show-secrets shows them; or NEBIUS_AUTHORIZED_KEY_FILE to the path above):");
        foreach (var (name, value) in Environment.Where(variable => variable.Value is not null))
        {
            text.Append("  ").Append(name).Append('=').AppendLine(name == StaticKeyVariable && !showSecrets ? "(secret)" : value);
        }

        return text.ToString();
    }

    /// <summary>Returns what to say after a command that failed, if the proxy refused one of its connections; otherwise null.</summary>
    public string? ExplainRefusedHosts()
    {
        var hosts = _world.Proxy.Refused.Select(Printable).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaximumHosts).ToArray();
        var list = string.Join(", ", hosts);
        return hosts.Length == 0
            ? null
            : $"""
               The emulator refused a connection to {list}.
               A command in it reaches only *.nebius.cloud and mcr.microsoft.com.
               If it restores packages, restore them before, and run it with --no-restore:
                 dotnet restore
               """;
    }

    public void Dispose() => _keyDirectory.Dispose();

    private static string Printable(string host) =>
        new([.. host.Where(char.IsAscii).Where(character => !char.IsControl(character)).Take(MaximumHostLength)]);

    private static string Text(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    private Dictionary<string, string?> CreateEnvironment(CommandArguments arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in CredentialVariables.Set())
        {
            environment[name] = null;
        }

        // Tokens of an emulated IAM must not get into the token cache of the user.
        environment["NEBIUS_TOKEN_CACHE"] = "Memory";
        if (arguments.AuthorizedKey)
        {
            environment["NEBIUS_AUTHORIZED_KEY_FILE"] = _keyFile;
        }
        else
        {
            environment[StaticKeyVariable] = _world.Iam.IssueStaticKey(_account).Token;
        }

        if (arguments.Localhost)
        {
            environment["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = _world.LocalRegistryHost;
            environment["NEBIUS_ENDPOINT"] = Text(_world.LocalIamAddress);
            environment["NEBIUS_TRUSTED_ENDPOINTS"] = _world.LocalIamAddress.Authority;
            return environment;
        }

        foreach (var (name, value) in _world.ChildEnvironment)
        {
            environment[name] = value;
        }

        return environment;
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
