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

    /// <summary>Gets a value indicating whether the file keeps its logins in a store, so that nobody reads one that stands in it.</summary>
    public bool HasStore { get; private init; }

    /// <summary>Reads a file: the host's helper, the file's store, the logins in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="host">The registry's host.</param>
    /// <param name="rules">Whose eyes it is read with.</param>
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
                Problem = new LoginFileProblem(file.Path, "has a section of the wrong kind: 'auths' and 'credHelpers' are objects, 'credsStore' is a text"),
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

    private static LoginInFile InTheFile(JsonElement root, string path, string host, LoginRules rules) => AuthEntry.Find(root, host, rules) switch
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
