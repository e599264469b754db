using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.DockerConfig;

/// <summary>Logins in the file itself, the section <c>auths</c>: anyone who can read the file has them.</summary>
internal static class InlineAuths
{
    private const string Section = "auths";

    /// <summary>Writes a login, in the place of one that is there; the file is for its owner alone from then on.</summary>
    /// <param name="file">The login file of docker or podman.</param>
    /// <param name="credential">The login.</param>
    /// <param name="cancellationToken">Ends the wait for other programs that edit the file.</param>
    /// <exception cref="NebiusRegistryException">The file cannot be edited, and is as it was.</exception>
    public static Task WriteAsync(
        string file, RegistryCredential credential, CancellationToken cancellationToken) => ConfigFileEdit.RunAsync(
        file,
        content =>
        {
            content.Set(Section, credential.Host.Name, Entry(credential));
            return true;
        },
        ownerOnly: true,
        cancellationToken);

    /// <summary>Takes a login away.</summary>
    /// <param name="file">The login file of docker or podman.</param>
    /// <param name="host">The registry.</param>
    /// <param name="rules">How the file is read: for podman, a key with a path is another login.</param>
    /// <param name="cancellationToken">Ends the wait for other programs that edit the file.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="NebiusRegistryException">The file cannot be edited, and is as it was.</exception>
    public static async Task<bool> RemoveAsync(string file, RegistryHost host, LoginRules rules, CancellationToken cancellationToken) =>
        File.Exists(file) && await ConfigFileEdit.RunAsync(
            file,
            content => Remove(content, host, rules),
            ownerOnly: false,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Makes an entry of <c>auths</c>, https://github.com/docker/cli/blob/v28.2.2/cli/config/types/authconfig.go</summary>
    public static JsonObject Entry(RegistryCredential credential) =>
        new() { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password.Reveal()}")) };

    // Old ones have a scheme or a path.
    private static bool Remove(ConfigFileJson content, RegistryHost host, LoginRules rules)
    {
        string[] keys = [.. content.Names(Section).Where(key => AuthEntry.IsFor(key, host.Name, rules))];
        Array.ForEach(keys, key => content.Remove(Section, key));
        return keys.Length > 0;
    }
}
