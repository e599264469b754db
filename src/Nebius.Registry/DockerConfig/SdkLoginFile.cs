using System.Text;
using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// A file of logins for one push of the .NET SDK, in docker's format. While REGISTRY_AUTH_FILE names it the SDK reads no other, so what the
/// user's own files say about the push's other registry is copied into it.
/// </summary>
/// <remarks>
/// The SDK reads by https://github.com/mthalman/docker-creds-provider 2.2.4: the host's helper, the store, then the first match in
/// <c>auths</c>.
/// </remarks>
internal static class SdkLoginFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The SDK asks for Docker Hub by both names, in this order.
    private const string DockerHub = "docker.io";
    private const string DockerHubLogin = "https://index.docker.io/v1/";

    /// <summary>Creates the file, of mode 0600 on Unix.</summary>
    /// <param name="path">The file, which doesn't exist yet.</param>
    /// <param name="credentials">What is handed over, one for each host.</param>
    /// <param name="otherRegistries">Registries of the same push whose logins are the user's own, as the SDK names them.</param>
    /// <param name="settings">Where the user's own files are.</param>
    /// <exception cref="IOException">The file exists, or can't be written.</exception>
    public static void Create(
        string path, IReadOnlyCollection<RegistryCredential> credentials, IEnumerable<string> otherRegistries, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(otherRegistries);
        UserLogin[] others = [.. otherRegistries.SelectMany(NamesOf).Select(name => UserLogin.Find(name, settings)).OfType<UserLogin>()];
        using var stream = new FileStream(path, Options());
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartObject("auths");
        foreach (var credential in credentials)
        {
            json.WriteStartObject(credential.Host.Name);
            json.WriteBase64String("auth", Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password.Reveal()}"));
            json.WriteEndObject();
        }

        foreach (var other in others.Where(other => other.Helper is null))
        {
            json.WritePropertyName(other.Key);
            other.Entry.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteStartObject("credHelpers");
        foreach (var other in others.Where(other => other.Helper is not null))
        {
            json.WriteString(other.Key, other.Helper);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static string[] NamesOf(string registry) => registry == DockerHub ? [DockerHubLogin, DockerHub] : [registry];

    /// <summary>What the first of the user's files that says something about a registry says.</summary>
    /// <param name="Key">The registry as the SDK asks a helper for it, or else the key in <c>auths</c>.</param>
    /// <param name="Helper">The helper or the store: as the helper of one host it can't hide the credentials that are handed over.</param>
    /// <param name="Entry">The value in <c>auths</c> where there is no helper.</param>
    private sealed record UserLogin(string Key, string? Helper, JsonElement Entry)
    {
        public static UserLogin? Find(string registry, NebiusSettings settings)
        {
            try
            {
                return ConfigFilePaths.ReadBySdk(settings)
                    .Select(LoginFile.Read)
                    .OfType<LoginFile>()
                    .Where(file => file.Problem is null)
                    .Select(file => Read(file, registry))
                    .FirstOrDefault(login => login is not null);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                // The SDK fails at such a file when the registry asks for a login. It also fails without an entry.
                return null;
            }
        }

        private static UserLogin? Read(LoginFile file, string registry)
        {
            using var document = JsonDocument.Parse(file.Json);
            var root = document.RootElement;
            if ((root.TryGetProperty("credHelpers", out var helpers) && helpers.TryGetProperty(registry, out var helper))
                || root.TryGetProperty("credsStore", out helper))
            {
                return new UserLogin(registry, helper.GetString() ?? throw new JsonException(), default);
            }

            var host = AuthEntry.HostOf(registry);
            return root.TryGetProperty("auths", out var auths)
                && auths.EnumerateObject().FirstOrDefault(entry => AuthEntry.IsFor(entry.Name, host, LoginRules.Sdk))
                    is { Value.ValueKind: not JsonValueKind.Undefined } found
                ? new UserLogin(found.Name, null, found.Value.Clone())
                : null;
        }
    }
}
