namespace Nebius.Registry.Build.Tasks;

/// <summary>Takes the credentials back after a push, so that later steps of this project don't use them.</summary>
/// <remarks>Without <see cref="RegistryTask.OutputRegistry"/> nothing was pushed, or the push has failed.</remarks>
public sealed class ClearNebiusCredentials : RegistryTask
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var host = FindOutput();
        var isProven = host?.Region is null || SdkHeaderCache.WasUsedFor(host.Name);
        SdkAuthFile.Current?.TakeBack();
        EnvironmentRestoreGuard.Remove();
        return isProven ? Task.CompletedTask : throw new NebiusRegistryException(
            MessageCodes.IdentityNotGuaranteed,
            $"The image was pushed to {host}, perhaps with the credential of an earlier push: another process pushed it. If a project or "
            + "Directory.Build.targets runs CreateNewImage or CreateImageIndex in a process of its own (UsingTask with TaskHostFactory), "
            + "remove that and push again.");
    }
}
