using Microsoft.Build.Framework;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Puts the registry's id in front of ContainerRepository.</summary>
public sealed class ResolveNebiusRepository : NebiusTask
{
    /// <summary>Gets or sets ContainerRegistry.</summary>
    [Required]
    public string Registry { get; set; } = string.Empty;

    /// <summary>Gets or sets ContainerRepository, and returns what it becomes.</summary>
    [Output]
    [Required]
    public string Repository { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusRegistryId.</summary>
    public string? RegistryId { get; set; }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.Of(BuildEngine).RefuseSecretsAndDestinations();
        if (ExaminedHost.Find(Registry, "ContainerRegistry", new NebiusSettings()) is { } host)
        {
            var path = RepositoryPath.Resolve(host, Repository, RegistryId);
            Repository = path.Value;

            // A trusted host may be any registry, and only Nebius's has ids in its paths.
            if (!path.BeginsWithId && host.Region is not null)
            {
                LogWarning(
                    MessageCodes.FirstSegmentIsNoId,
                    $"The image goes to {host}/{path.Value}, whose first segment is no registry id. Unless it is one of Nebius's aliases, the push "
                    + "will fail; set the registry's id with -p:NebiusRegistryId=registry-...");
            }
        }

        return Task.CompletedTask;
    }
}
