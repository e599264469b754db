using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Logins;

/// <summary>
/// A file of logins in docker's form, made for one call. It names its registry from the start: into a file that names no registry, helm
/// puts no login at all when a docker credential helper is on PATH, but hands the login to the helper, where it stays
/// (https://github.com/oras-project/oras-go/blob/v1.2.0/pkg/auth/docker/login.go).
/// </summary>
internal static class RegistryConfigFile
{
    /// <summary>Creates the file, readable by this user only.</summary>
    /// <param name="path">Where; there is none yet.</param>
    /// <param name="host">The registry.</param>
    /// <param name="credential">The login; null for one that comes later.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Create(string path, RegistryHost host, RegistryCredential? credential = null)
    {
        var login = credential is null ? [] : InlineAuths.Entry(credential);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), how);
        file.Write(new JsonObject { ["auths"] = new JsonObject { [host.Name] = login } }.ToJsonString());
    }
}
