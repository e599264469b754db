using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>Reads a seed: JSON, in which comments and a comma after the last item are allowed.</summary>
internal sealed partial class SeedReader
{
    private const int LargestFile = 1024 * 1024;
    private const int MostDays = 3650;
    private const string RegistryPrefix = "registry-";

    private static readonly JsonDocumentOptions Json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly Dictionary<string, RegistryRights> Rights = new()
    {
        ["none"] = RegistryRights.None,
        ["pull"] = RegistryRights.Pull,
        ["push"] = RegistryRights.Push,
    };

    private static readonly Dictionary<string, RegistryState> States =
        Enum.GetValues<RegistryState>().ToDictionary(state => state.ToString().ToUpperInvariant());

    // The names of nebius.iam.v1.StaticKeySpec.ClientService.
    private static readonly Dictionary<string, StaticKeyService> Services = new()
    {
        ["CONTAINER_REGISTRY"] = StaticKeyService.ContainerRegistry,
        ["OBSERVABILITY"] = StaticKeyService.Observability,
    };

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _registries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<(string Project, string Name)> _keyNames = [];
    private readonly Dictionary<string, string> _regions;

    private SeedReader(IEnumerable<string> regions) => _regions = regions.ToDictionary(region => region);

    /// <summary>Reads the file.</summary>
    /// <exception cref="EmulatorException">The file can't be read, isn't JSON, or has values that aren't valid; all are named.</exception>
    public static Seed Read(string file, IEnumerable<string> regions)
    {
        using var document = Parse(file);
        var reader = new SeedReader(regions);
        var seed = reader.ReadTexts(file, new SeedNode(document.RootElement, "$", reader._problems));
        return reader._problems.Count == 0
            ? seed
            : throw new EmulatorException(EmulatorError.SeedInvalid, $"{file} isn't valid.\n  {string.Join("\n  ", reader._problems)}");
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            // A pipe has no length, and a device no end.
            using var reader = new StreamReader(file);
            var text = new char[LargestFile + 1];
            var length = reader.ReadBlock(text);
            return length > LargestFile
                ? throw new EmulatorException(EmulatorError.SeedUnreadable, $"{file} can't be read: it is larger than 1 MiB.")
                : JsonDocument.Parse(text.AsMemory(0, length), Json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorException(EmulatorError.SeedUnreadable, $"{file} can't be read: {exception.Message}");
        }
        catch (JsonException exception)
        {
            // The message would have the text around it, which may be a token.
            var place = $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}";
            throw new EmulatorException(EmulatorError.SeedNotJson, $"{file} isn't JSON: {place}.");
        }
    }

    private Seed ReadTexts(string file, SeedNode root)
    {
        try
        {
            return Read(root);
        }
        catch (InvalidOperationException)
        {
            // The parser accepts it, and fails when the text is read.
            throw new EmulatorException(EmulatorError.SeedNotJson, $"{file} isn't JSON: a text has half of a surrogate pair (\\ud800).");
        }
    }

    private Seed Read(SeedNode root)
    {
        if (!root.IsObjectOf("$schema", "accounts", "registries", "keys", "faults"))
        {
            return Seed.Default;
        }

        var accounts = root.Find("accounts") is { } list ? ReadAll(list, ReadAccount) : Seed.Default.Accounts;
        if (accounts.Count == 0)
        {
            root.Find("accounts")?.Reject("at least one account");
            return Seed.Default;
        }

        _accounts.UnionWith(accounts.Select(account => account.Id));
        var projects = accounts.DistinctBy(account => account.Id).ToDictionary(account => account.Id, account => account.Project);
        return new Seed
        {
            Accounts = accounts,
            Registries = root.Find("registries") is { } registries ? ReadAll(registries, ReadRegistry) : Seed.Default.Registries,
            Keys = root.Find("keys") is { } keys ? ReadAll(keys, node => ReadKey(node, accounts[0].Id, projects)) : null,
            Faults = root.Find("faults") is { } faults ? ReadAll(faults, SeedFaults.Read) : [],
        };
    }

    private static List<T> ReadAll<T>(SeedNode list, Func<SeedNode, T?> read)
        where T : class => [.. list.Items().Select(read).OfType<T>()];

    private SeedAccount? ReadAccount(SeedNode node)
    {
        if (!node.IsObjectOf("id", "project", "managesProject") || node.Require("id") is not { } idNode)
        {
            return null;
        }

        var id = idNode.Text(AccountId(), "an ID such as serviceaccount-e00ci");
        if (id is null || !IsNew(idNode, _accounts.Add(id)))
        {
            return null;
        }

        return new SeedAccount(id)
        {
            Project = ProjectOf(node),
            ManagesProject = node.Find("managesProject")?.Flag() ?? true,
        };
    }

    private SeedRegistry? ReadRegistry(SeedNode node)
    {
        if (!node.IsObjectOf("id", "region", "name", "project", "state", "anonymousPull", "rights"))
        {
            return null;
        }

        var idNode = node.Require("id");
        var id = idNode?.Text(RegistryId(), "an ID such as registry-e00abc or e00abc");
        var region = node.Require("region")?.Choice(_regions);
        if (id?.StartsWith(RegistryPrefix, StringComparison.Ordinal) == true)
        {
            id = id[RegistryPrefix.Length..];
        }

        if (id is not null && !IsNew(idNode!, _registries.Add(id)))
        {
            id = null;
        }

        return new SeedRegistry(id ?? "", region ?? "")
        {
            Name = node.Find("name")?.Text(ResourceName(), "a name without line breaks"),
            Project = ProjectOf(node),
            State = node.Find("state")?.Choice(States) ?? RegistryState.Active,
            AnonymousPull = node.Find("anonymousPull")?.Flag() ?? false,
            Rights = node.Find("rights") is { } rights ? ReadRights(rights) : null,
        };
    }

    private Dictionary<string, RegistryRights> ReadRights(SeedNode node)
    {
        var rights = new Dictionary<string, RegistryRights>(StringComparer.Ordinal);
        foreach (var (account, value) in node.Properties())
        {
            if (!_accounts.Contains(account))
            {
                _problems.Add($"{value.Path} names an account that isn't in $.accounts. Expected: {string.Join(", ", _accounts)}.");
            }

            rights[account] = value.Choice(Rights);
        }

        return rights;
    }

    private SeedKey? ReadKey(SeedNode node, string firstAccount, Dictionary<string, string> projects)
    {
        if (!node.IsObjectOf("account", "token", "name", "service", "expires", "expiresInDays"))
        {
            return null;
        }

        var account = node.Find("account") is { } owner ? owner.Choice(_accounts.ToDictionary(id => id)) : firstAccount;
        var token = node.Find("token")?.Text(Token(), "a text of printable ASCII characters without blanks", shown: false);
        var name = node.Find("name") is { } label ? label.Text(ResourceName(), "a name without line breaks") ?? "" : "";
        if (token is not null && !_tokens.Add(token))
        {
            node.Find("token")!.Reject("a token that no other key has", shown: false);
        }

        if (account is not null && name.Length > 0 && !_keyNames.Add((projects[account], name)))
        {
            node.Find("name")!.Reject("a name that no other key of the project has");
        }

        return new SeedKey(account ?? "")
        {
            Token = token,
            Name = name,
            Service = node.Find("service")?.Choice(Services) ?? StaticKeyService.ContainerRegistry,
            Expires = ExpiryOf(node),
        };
    }

    private static DateTimeOffset? ExpiryOf(SeedNode node)
    {
        var moment = node.Find("expires")?.Moment();
        if (node.Find("expiresInDays") is not { } inDays)
        {
            return moment;
        }

        if (moment is not null)
        {
            inDays.Reject("either expires or expiresInDays");
        }

        return inDays.Number(-MostDays, MostDays) is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : null;
    }

    private static bool IsNew(SeedNode node, bool isNew)
    {
        if (!isNew)
        {
            node.Reject("an ID that is used once");
        }

        return isNew;
    }

    private static string ProjectOf(SeedNode node) =>
        node.Find("project")?.Text(ProjectId(), "an ID such as project-e00abc") ?? IamDirectory.DefaultProjectId;

    [GeneratedRegex(@"\Aserviceaccount-[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex AccountId();

    [GeneratedRegex(@"\A(registry-)?[a-z0-9]+(-+[a-z0-9]+)*\z")]
    private static partial Regex RegistryId();

    [GeneratedRegex(@"\Aproject-[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex ProjectId();

    [GeneratedRegex(@"\A[^\p{C}]+\z")]
    private static partial Regex ResourceName();

    [GeneratedRegex(@"\A[!-~]+\z")]
    private static partial Regex Token();
}
