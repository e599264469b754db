using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Finds the host of the registry whose id is all that was given.</summary>
public sealed class FindNebiusRegistry : CredentialTask
{
    /// <summary>Gets or sets NebiusRegistryId.</summary>
    [Required]
    public string RegistryId { get; set; } = string.Empty;

    /// <summary>Gets the host.</summary>
    [Output]
    public string Registry { get; private set; } = string.Empty;

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        var host = await new RegistryLocator(CreateOptions()).FindAsync(RegistryId, cancellationToken).ConfigureAwait(false);
        Registry = host.Name;
        LogLine(MessageImportance.High, $"Nebius: {RegistryId.Trim()} is at {host}");
    }
}
