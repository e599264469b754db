using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Finds the host of a registry by its id.</summary>
public sealed class FindNebiusRegistry : CredentialTask
{
    /// <summary>Gets or sets NebiusRegistryId.</summary>
    [Required]
    public string RegistryId { get; set; } = string.Empty;

    /// <summary>Gets or sets the host, where an earlier task of this build has found it.</summary>
    public string? Known { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether a target may still name a registry, so that it isn't an error when none is found.
    /// </summary>
    public bool IsGuess { get; set; }

    /// <summary>Gets the host; empty for a guess that failed.</summary>
    [Output]
    public string Registry { get; private set; } = string.Empty;

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        try
        {
            Registry = string.IsNullOrEmpty(Known)
                ? (await new RegistryLocator(CreateOptions()).FindAsync(RegistryId, cancellationToken).ConfigureAwait(false)).Name
                : Known;
        }
        catch (NebiusRegistryException error) when (IsGuess && error.Code == MessageCodes.RegionNotFound)
        {
            LogLine(MessageImportance.Normal, $"Nebius: {error.Message}");
        }

        if (!IsGuess)
        {
            LogLine(MessageImportance.High, $"Nebius: {Redactor.Value(RegistryId)} is at {Registry}");
        }
    }
}
