using Microsoft.Build.Framework;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Puts the registry's id in front of ContainerRepository.</summary>
public sealed class ResolveNebiusRepository : RegistryTask
{
    /// <summary>Gets or sets ContainerRepository, and returns what it becomes.</summary>
    [Output]
    [Required]
    public string Repository { get; set; } = string.Empty;

    /// <summary>Gets or sets a value indicating whether that is the assembly's name.</summary>
    public bool IsAssemblyName { get; set; }

    /// <summary>Gets or sets NebiusRegistryId.</summary>
    public string? RegistryId { get; set; }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.Of(BuildEngine).RefuseSecretsAndDestinations();
        if (FindOutput() is { } host)
        {
            var path = RepositoryPath.ForImage(host, Repository, RegistryId, IsAssemblyName);
            var shown = Redactor.Value(Repository, path.Value);
            Repository = path.Value;

            // A trusted host may be any registry, and only those of Nebius have ids in their paths.
            if (!path.BeginsWithId && host.Region is not null)
            {
                LogWarning(
                    MessageCodes.FirstSegmentIsNoId,
                    $"The repository {host}/{shown} doesn't begin with a registry ID, so that the push will probably fail. Set the "
                    + "ID:\n  -p:NebiusRegistryId=registry-e00abc");
            }
        }

        return Task.CompletedTask;
    }
}
