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

    /// <summary>Makes what a file says that can't be read.</summary>
    public static LoginInFile Unreadable(LoginFileProblem problem) => new() { Problem = problem };

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
            return Unreadable(
                new LoginFileProblem(file.Path, file.Problem) { Next = Shell.Current.ShowRights(Shell.Current.Quote(file.Path)) });
        }

        if (file.HasByteOrderMark && rules.RefusesByteOrderMark)
        {
            return Unreadable(LoginFileProblem.ByteOrderMark(file.Path));
        }

        try
        {
            using var document = rules.Parse(file.Json);
            return rules.FileShape?.Check(document.RootElement, host) is { } wrong
                ? Unreadable(new LoginFileProblem(file.Path, wrong))
                : Read(document.RootElement, file.Path, host, rules);
        }
        catch (JsonException error)
        {
            return Unreadable(LoginFileProblem.NotJson(file.Path, error));
        }
        catch (InvalidOperationException)
        {
            return Unreadable(new LoginFileProblem(
                file.Path, "has a section of the wrong type: 'auths' and 'credHelpers' must be objects, 'credsStore' a text"));
        }
    }

    private static LoginInFile Read(JsonElement root, string path, string host, LoginRules rules)
    {
        var store = rules.ReadsStores
            ? Present(rules.Members(root, "credsStore").LastOrDefault(value => !IsNull(value, rules)), rules)
            : null;
        var helper = rules.Members(root, "credHelpers").Where(helpers => !IsNull(helpers, rules))
            .Where(helpers => helpers.TryGetProperty(host, out _)).Select(helpers => helpers.GetProperty(host)).LastOrDefault();
        var found = Present(helper, rules) is { } named
            ? Found(new DockerLogin(path, LoginKind.Helper) { Helper = Text(named, rules), Encoded = AuthEntry.Beside(root, host) })
            : store is { } all && helper.ValueKind == JsonValueKind.Undefined ? InStore(root, path, host, Text(all, rules), rules)
            : InTheFile(root, path, host, rules);
        return found with { HasStore = store is not null };
    }

    // docker writes an entry for each login that it put into the store.
    private static LoginInFile InStore(JsonElement root, string path, string host, string store, LoginRules rules) =>
        rules.AsksStoreForAll || AuthEntry.IsNamed(root, host)
            ? Found(new DockerLogin(path, LoginKind.Store) { Helper = store, Encoded = AuthEntry.Beside(root, host) })
            : Nothing($"'{path}' uses a store ('credsStore'), but has no entry for {host}");

    private static LoginInFile InTheFile(JsonElement root, string path, string host, LoginRules rules) =>
        AuthEntry.Find(root, host, rules) switch
    {
        null => new LoginInFile(),
        { Encoded: null, HasIdentityToken: false, Plain: { } plain } when rules.ReadsUserAndPassword =>
            Found(new DockerLogin(path, LoginKind.Inline) { Plain = plain }),
        { Encoded: null, HasIdentityToken: false, Plain: not null } => Nothing(
            $"'{path}' has 'username' and 'password' for {host}, which only docker and helm read"),
        { Encoded: null, HasIdentityToken: false } => Nothing($"'{path}' has an entry for {host} without a login, and no store"),
        var entry => Found(new DockerLogin(path, LoginKind.Inline) { Encoded = entry.Encoded, HasIdentityToken = entry.HasIdentityToken }),
    };

    private static JsonElement? Present(JsonElement value, LoginRules rules) =>
        value.ValueKind == JsonValueKind.Undefined || (rules.IgnoresEmpty && Text(value, rules).Length == 0) ? null : value;

    private static bool IsNull(JsonElement value, LoginRules rules) => rules.IgnoresNull && value.ValueKind == JsonValueKind.Null;

    private static string Text(JsonElement value, LoginRules rules) =>
        value.GetString() ?? (rules.IgnoresNull ? string.Empty : throw new InvalidOperationException());

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

    /// <summary>Gets the entry's <c>username</c> and <c>password</c>, which docker and helm read where there is no <c>auth</c>.</summary>
    public UserAndPassword? Plain { get; init; }

    /// <summary>Decodes the login in the file.</summary>
    /// <returns>The login; null when there is none, or it can't be decoded.</returns>
    public UserAndPassword? Decode() => Plain ?? (Encoded is null ? null : UserAndPassword.Decode(Encoded));

    /// <summary>Decodes the login as docker, podman and the .NET SDK do: a line feed at its end is sent, too.</summary>
    public UserAndPassword? DecodeExactly() => Plain ?? (Encoded is null ? null : UserAndPassword.DecodeExactly(Encoded));

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
