using System.Text.Json;
using Nebius.Registry.Configuration;

namespace Nebius.Registry.Docker;

/// <summary>What a search found: a login, or a file that nobody can read, or neither, and then why.</summary>
/// <param name="Login">The login.</param>
/// <param name="Problem">What is wrong with a file that may hold the login, and with which.</param>
/// <param name="WhyNot">Why there is nothing.</param>
internal sealed record LoginSearch(DockerLogin? Login, LoginFileProblem? Problem, string WhyNot)
{
    /// <summary>Looks into the files as the SDK does: the first that says something about the host decides. Nothing is run.</summary>
    /// <remarks>
    /// The SDK fails at a file that it cannot parse, whatever the host. We stop there only if that file, or one behind it, may hold a
    /// login for our host: then going on would change the identity silently. Otherwise there is no login to miss, and a source of
    /// lower rank, with which the SDK reads none of the files, is not spoilt by a file that is none of its business. The file of
    /// another user may hold anything.
    /// </remarks>
    public static LoginSearch For(string host, NebiusSettings settings)
    {
        LoginFile[] files = [.. LoginFilePaths.Of(settings).Select(LoginFile.Read).OfType<LoginFile>()];
        for (var i = 0; i < files.Length; i++)
        {
            var (found, problem) = Examine(files[i], host);
            if (found is not null)
            {
                return found;
            }

            if (problem is not null)
            {
                return files[i..].Any(file => file.Mentions(host))
                    ? new LoginSearch(null, problem, string.Empty)
                    : Nothing($"{problem}, and no file names {host}");
            }
        }

        return Nothing(files.Length == 0 ? "there is no such file" : $"no login for {host}");
    }

    private static (LoginSearch? Found, LoginFileProblem? Problem) Examine(LoginFile file, string host)
    {
        if (file.Problem is not null)
        {
            return (null, new LoginFileProblem(file.Path, file.Problem));
        }

        try
        {
            using var document = JsonDocument.Parse(file.Json);
            return (Examine(document.RootElement, file.Path, host), null);
        }
        catch (JsonException error)
        {
            return (null, LoginFileProblem.NotJson(file.Path, error));
        }
        catch (InvalidOperationException)
        {
            return (null, new LoginFileProblem(file.Path, "has a section of the wrong kind: 'auths' and 'credHelpers' are objects, 'credsStore' is a text"));
        }
    }

    private static LoginSearch? Examine(JsonElement root, string path, string host)
    {
        if (root.TryGetProperty("credHelpers", out var helpers) && helpers.TryGetProperty(host, out var helper))
        {
            return WithHelper(new DockerLogin(path, LoginKind.Helper) { Helper = NotNull(helper), Encoded = AuthEntry.Beside(root, host) });
        }

        if (root.TryGetProperty("credsStore", out var store))
        {
            // The SDK asks the store for every host. docker writes an entry for each login that it put there.
            return AuthEntry.IsNamed(root, host)
                ? WithHelper(new DockerLogin(path, LoginKind.Store) { Helper = NotNull(store), Encoded = AuthEntry.Beside(root, host) })
                : Nothing($"'{path}' keeps its logins in a store ('credsStore'), and names none for {host}");
        }

        return AuthEntry.Find(root, host) is { } entry
            ? entry.Encoded is not null || entry.HasIdentityToken
                ? new LoginSearch(
                    new DockerLogin(path, LoginKind.Inline) { Encoded = entry.Encoded, HasIdentityToken = entry.HasIdentityToken }, null, string.Empty)
                : Nothing($"'{path}' has an entry for {host}, but no login in it and no store")
            : null;
    }

    private static LoginSearch WithHelper(DockerLogin login) => CredentialHelper.IsNebiusOwn(login.Helper)
        ? Nothing($"'{login.File}' names the helper '{login.Helper}', which does what the sources after this one do")
        : new LoginSearch(login, null, string.Empty);

    private static string NotNull(JsonElement element) => element.GetString() ?? throw new InvalidOperationException();

    private static LoginSearch Nothing(string why) => new(null, null, why);
}
