using System.Text.Json;

namespace Nebius.Registry.Docker;

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

    /// <summary>Reads a file in the order that docker, the SDK and helm have: the host's helper, the file's store, the logins in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="host">The registry's host.</param>
    /// <param name="readsStores">Whether <c>credsStore</c> counts; podman knows none.</param>
    public static LoginInFile Read(LoginFile file, string host, bool readsStores = true)
    {
        if (file.Problem is not null)
        {
            return new LoginInFile { Problem = new LoginFileProblem(file.Path, file.Problem) };
        }

        try
        {
            using var document = JsonDocument.Parse(file.Json);
            return Read(document.RootElement, file.Path, host, readsStores);
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

    private static LoginInFile Read(JsonElement root, string path, string host, bool readsStores)
    {
        if (root.TryGetProperty("credHelpers", out var helpers) && helpers.TryGetProperty(host, out var helper))
        {
            return Found(new DockerLogin(path, LoginKind.Helper) { Helper = NotNull(helper), Encoded = AuthEntry.Beside(root, host) });
        }

        if (readsStores && root.TryGetProperty("credsStore", out var store))
        {
            // docker writes an entry for each login that it put into the store.
            var found = AuthEntry.IsNamed(root, host)
                ? Found(new DockerLogin(path, LoginKind.Store) { Helper = NotNull(store), Encoded = AuthEntry.Beside(root, host) })
                : Nothing($"'{path}' keeps its logins in a store ('credsStore'), and names none for {host}");
            return found with { HasStore = true };
        }

        return AuthEntry.Find(root, host) switch
        {
            null => new LoginInFile(),
            { Encoded: null, HasIdentityToken: false } => Nothing($"'{path}' has an entry for {host}, but no login in it and no store"),
            var entry => Found(new DockerLogin(path, LoginKind.Inline) { Encoded = entry.Encoded, HasIdentityToken = entry.HasIdentityToken }),
        };
    }

    private static string NotNull(JsonElement element) => element.GetString() ?? throw new InvalidOperationException();

    private static LoginInFile Found(DockerLogin login) => new() { Login = login };

    private static LoginInFile Nothing(string why) => new() { WhyNot = why };
}
