using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Net;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The file that hands a project's credentials to the SDK's container tasks. Only its path is in the environment, and only in this
/// project's configuration: worker nodes, compiler servers and the SDK's own child processes inherit no secret.
/// </summary>
internal sealed class SdkAuthFile : IDisposable
{
    /// <summary>The variable that names the only file of logins that the SDK reads.</summary>
    public const string Variable = "REGISTRY_AUTH_FILE";

    private static readonly ConcurrentDictionary<string, SdkAuthFile> InUse = new(StringComparer.Ordinal);

    private readonly PrivateDirectory _directory;
    private readonly string? _usersValue;

    private SdkAuthFile(PrivateDirectory directory, string? usersValue) => (_directory, _usersValue) = (directory, usersValue);

    /// <summary>
    /// Gets the value that the user gave the variable. A path of this package, inherited from a push that went on then, isn't the user's.
    /// </summary>
    public static string? UsersValue => Current is { } file
        ? file._usersValue
        : Environment.GetEnvironmentVariable(Variable) is { } value && !PrivateDirectory.Contains(value) ? value : null;

    /// <summary>Gets the file that this project's configuration has handed over.</summary>
    public static SdkAuthFile? Current =>
        Environment.GetEnvironmentVariable(Variable) is { } path && InUse.TryGetValue(path, out var file) ? file : null;

    /// <summary>Gets a value indicating whether the user has no such variable, so that the environment has one variable more.</summary>
    public bool AddsVariable => string.IsNullOrEmpty(_usersValue);

    private string FullPath => _directory.In("auth.json");

    /// <summary>Writes the file and names it to the SDK.</summary>
    /// <param name="credentials">One for each host.</param>
    /// <param name="otherRegistries">Registries of the same push that the user's own logins are for.</param>
    /// <param name="settings">Where the user's own logins are.</param>
    /// <exception cref="NebiusRegistryException">No private directory can be created for the file.</exception>
    public static SdkAuthFile HandOver(
        IReadOnlyCollection<RegistryCredential> credentials, IEnumerable<string> otherRegistries, NebiusSettings settings)
    {
        // The SDK connects in this process.
        UserCertificates.Settle();
        var file = Create(settings);
        try
        {
            SdkLoginFile.Create(file.FullPath, credentials, otherRegistries, settings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new NebiusRegistryException(
                MessageCodes.NoPrivateDirectory,
                $"Can't write {file.FullPath}, the file with the credential for the SDK: {error.Message} "
                + $"Free some space there, or set {Shell.Current.TemporaryVariable} to another directory outside the workspace.");
        }

        InUse[file.FullPath] = file;
        Environment.SetEnvironmentVariable(Variable, file.FullPath);
        return file;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The directory belongs to the object that is returned.")]
    private static SdkAuthFile Create(NebiusSettings settings) => new(new PrivateDirectory(settings), UsersValue);

    /// <summary>Deletes the file and gives the variable back to the user.</summary>
    public void TakeBack()
    {
        Environment.SetEnvironmentVariable(Variable, _usersValue);
        Dispose();
    }

    /// <summary>Deletes the file. The engine calls it at the end of the build, when the environment may be another project's.</summary>
    public void Dispose()
    {
        InUse.TryRemove(FullPath, out _);
        _directory.Dispose();
    }
}
