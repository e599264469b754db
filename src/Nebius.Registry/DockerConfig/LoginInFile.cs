using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>What one file says about the login for a host. Nothing is run.</summary>
internal sealed record LoginInFile
{
    private LoginInFile()
    {
    }

    /// <summary>Gets what a file says that is not there.</summary>
    public static LoginInFile Empty { get; } = new();

    /// <summary>Gets where the login is; null when the file has none.</summary>
    public DockerLogin? Login { get; private init; }

    /// <summary>Gets what is wrong with the file.</summary>
    public LoginFileProblem? Problem { get; private init; }

    /// <summary>Gets why there is nothing, when the file says so; null when it says nothing about the host.</summary>
    public string? WhyNot { get; private init; }

    /// <summary>
    /// Gets a value indicating whether the file keeps its logins in a store, so that a login in the file itself isn't read.
    /// </summary>
    public bool HasStore { get; private init; }

    /// <summary>Reads a file: the host's helper, the file's store, the logins in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="host">The registry's host.</param>
    /// <param name="rules">The rules by which it is read.</param>
    public static LoginInFile Read(LoginFile file, string host, LoginRules rules)
    {
        if (file.Problem is not null)
        {
            return new LoginInFile { Problem = new LoginFileProblem(file.Path, file.Problem) };
        }

        try
        {
            using var document = JsonDocument.Parse(file.Json);
            return Read(document.RootElement, file.Path, host, rules);
        }
        catch (JsonException error)
        {
            return new LoginInFile { Problem = LoginFileProblem.NotJson(file.Path, error) };
        }
        catch (InvalidOperationException)
        {
            return new LoginInFile
            {
                Problem = new LoginFileProblem(
                    file.Path, "has a section of the wrong kind: 'auths' and 'credHelpers' are objects, 'credsStore' is a text"),
            };
        }
    }

    private static LoginInFile Read(JsonElement root, string path, string host, LoginRules rules)
    {
        var store = rules.ReadsStores ? Member(root, "credsStore", rules) : null;
        var found = Member(root, "credHelpers", rules) is { } helpers && Member(helpers, host, rules) is { } helper
            ? Found(new DockerLogin(path, LoginKind.Helper) { Helper = NotNull(helper), Encoded = AuthEntry.Beside(root, host) })
            : store is { } named ? InStore(root, path, host, NotNull(named), rules)
            : InTheFile(root, path, host, rules);
        return found with { HasStore = store is not null };
    }

    // docker writes an entry for each login that it put into the store.
    private static LoginInFile InStore(JsonElement root, string path, string host, string store, LoginRules rules) =>
        rules.AsksStoreForAll || AuthEntry.IsNamed(root, host)
            ? Found(new DockerLogin(path, LoginKind.Store) { Helper = store, Encoded = AuthEntry.Beside(root, host) })
            : Nothing($"'{path}' keeps its logins in a store ('credsStore'), and names none for {host}");

    private static LoginInFile InTheFile(JsonElement root, string path, string host, LoginRules rules) =>
        AuthEntry.Find(root, host, rules) switch
    {
        null => new LoginInFile(),
        { Encoded: null, HasIdentityToken: false } => Nothing($"'{path}' has an entry for {host}, but no login in it and no store"),
        var entry => Found(new DockerLogin(path, LoginKind.Inline) { Encoded = entry.Encoded, HasIdentityToken = entry.HasIdentityToken }),
    };

    private static JsonElement? Member(JsonElement parent, string name, LoginRules rules) =>
        !parent.TryGetProperty(name, out var value)
        || (rules.IgnoresNull && value.ValueKind == JsonValueKind.Null)
        || (rules.IgnoresEmpty && value.ValueKind == JsonValueKind.String && value.ValueEquals(string.Empty))
            ? null
            : value;

    private static string NotNull(JsonElement element) => element.GetString() ?? throw new InvalidOperationException();

    private static LoginInFile Found(DockerLogin login) => new() { Login = login };

    private static LoginInFile Nothing(string why) => new() { WhyNot = why };
}

/// <summary>A login that the .NET SDK will find.</summary>
/// <param name="File">The file that names it.</param>
/// <param name="Kind">Where it is.</param>
internal sealed record DockerLogin(string File, LoginKind Kind)
{
    /// <summary>Gets the helper's or store's name, the part after <c>docker-credential-</c>; empty for a login in the file.</summary>
    public string Helper { get; init; } = string.Empty;

    /// <summary>Gets the base64 of user name and password in the file. Beside a helper or store it isn't read: it is left over.</summary>
    public Secret? Encoded { get; init; }

    /// <summary>Gets a value indicating whether the entry has an identity token, which Nebius does not have.</summary>
    public bool HasIdentityToken { get; init; }
}

/// <summary>Where a login file says that a login is.</summary>
internal enum LoginKind
{
    /// <summary>In the file itself.</summary>
    Inline,

    /// <summary>With a helper that is named for this host.</summary>
    Helper,

    /// <summary>With the store that keeps all logins of the file.</summary>
    Store,
}

/// <summary>How a program reads a file of logins, where programs differ.</summary>
internal sealed record LoginRules
{
    /// <summary>
    /// Gets the rules of this library: those of the .NET SDK (https://github.com/mthalman/docker-creds-provider 2.2.4), except for a store
    /// without an entry for the host: the SDK asks it, and this library doesn't start a program on a guess.
    /// </summary>
    public static LoginRules Default { get; } = new();

    /// <summary>Gets the rules of the .NET SDK.</summary>
    public static LoginRules Sdk { get; } = new() { AsksStoreForAll = true };

    /// <summary>Gets the rules of docker and helm: https://github.com/docker/cli/tree/v28.2.2/cli/config/configfile</summary>
    public static LoginRules Docker { get; } = new() { AsksStoreForAll = true, IgnoresNull = true, IgnoresEmpty = true };

    /// <summary>Gets the rules of podman and skopeo: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</summary>
    public static LoginRules Podman { get; } = new() { ReadsStores = false, IgnoresNull = true, KeysMayBeNamespaces = true };

    /// <summary>Gets a value indicating whether <c>credsStore</c> counts.</summary>
    public bool ReadsStores { get; private init; } = true;

    /// <summary>Gets a value indicating whether the store is asked about a host that has no entry in <c>auths</c>.</summary>
    public bool AsksStoreForAll { get; private init; }

    /// <summary>Gets a value indicating whether <c>null</c> counts as not set.</summary>
    public bool IgnoresNull { get; private init; }

    /// <summary>Gets a value indicating whether an empty name of a helper or store counts as not set.</summary>
    public bool IgnoresEmpty { get; private init; }

    /// <summary>Gets a value indicating whether a key <c>host/path</c> is for that path alone, and not for the host.</summary>
    public bool KeysMayBeNamespaces { get; private init; }
}
