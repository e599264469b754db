using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Finds the host of the registry whose id is all that was given.</summary>
public sealed class FindNebiusRegistry : CredentialTask
{
    /// <summary>Gets or sets NebiusRegistryId.</summary>
    [Required]
    public string RegistryId { get; set; } = string.Empty;

    /// <summary>Gets or sets the host, where it was found earlier in this build.</summary>
    public string? Known { get; set; }

    /// <summary>Gets or sets a value indicating whether something may still name a registry: then it is no error when none is found.</summary>
    public bool IsGuess { get; set; }

    /// <summary>Gets the host; empty for a guess that came to nothing.</summary>
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
            LogLine(MessageImportance.High, $"Nebius: {PrintedText.OfValue(RegistryId)} is at {Registry}");
        }
    }
}
