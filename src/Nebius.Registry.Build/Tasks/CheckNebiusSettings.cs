using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Nebius.Registry.Copying;
using Nebius.Registry.Helm;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Checks all settings, and the name of the image, before the build compiles: a bad value is found before the push, wherever it is needed.
/// </summary>
public sealed class CheckNebiusSettings : CredentialTask
{
    /// <summary>Gets or sets the item that holds, as metadata, the properties whose values the table of settings lists.</summary>
    [Required]
    public ITaskItem? Properties { get; set; }

    /// <summary>Gets or sets a value indicating whether an image goes to a registry that may be of Nebius.</summary>
    public bool IsPush { get; set; }

    /// <summary>Gets or sets a value indicating whether charts follow the image.</summary>
    public bool HasCharts { get; set; }

    /// <summary>Gets or sets NebiusRegistryId.</summary>
    public string? RegistryId { get; set; }

    /// <summary>Gets or sets ContainerRepository, or ContainerImageName; empty when neither is set.</summary>
    public string? Repository { get; set; }

    /// <summary>Gets or sets the assembly's name, which the SDK takes when no repository is set.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Gets or sets ContainerImageTag; empty when the SDK makes the tag.</summary>
    public string? ImageTag { get; set; }

    /// <summary>Gets or sets ContainerImageTags, as MSBuild splits it.</summary>
    [SuppressMessage(
        "Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists as arrays.")]
    public string[] ImageTags { get; set; } = [];

    /// <summary>Gets or sets NebiusCopyTo.</summary>
    public string? CopyTo { get; set; }

    /// <summary>Gets or sets the region that is about to become the registry; empty for none.</summary>
    public string? Region { get; set; }

    /// <inheritdoc />
    protected override System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        SettingsCheck.Run(property => Properties!.GetMetadata(property));
        var options = CreateOptions();
        SettingsCheck.Run(options.Settings);
        CheckCharts();
        if (!string.IsNullOrWhiteSpace(RegistryId))
        {
            Nebius.Registry.RegistryId.Shorten(RegistryId);
        }

        var copies = string.IsNullOrWhiteSpace(CopyTo) ? [] : CopyDestination.ParseAll(CopyTo, options.Settings);
        if (IsPush)
        {
            CheckImage(copies);
        }

        return System.Threading.Tasks.Task.CompletedTask;
    }

    private void CheckCharts()
    {
        var helm = Properties!.GetMetadata(NebiusSetting.HelmTool.Property!);
        if (HasCharts && "Helm".Equals(helm, StringComparison.OrdinalIgnoreCase))
        {
            HelmLookup.Find(CreateSettings());
        }

        if (Properties.GetMetadata(NebiusSetting.HelmValuesFile.Property!) is { Length: > 0 } values)
        {
            HelmValues.RequireFile(values);
        }
    }

    private void CheckImage(IReadOnlyList<CopyDestination> copies)
    {
        var isAssemblyName = string.IsNullOrEmpty(Repository);
        var repository = isAssemblyName ? AssemblyName : Repository;
        if (!string.IsNullOrEmpty(repository))
        {
            if (FindOutput() is { Region: null } trusted)
            {
                RepositoryPath.RefuseHost(trusted, repository, isAssemblyName);
            }
            else
            {
                RepositoryPath.RequireName(repository, RegistryId, isAssemblyName, HasTags);
            }

            ImageName.Repository(repository, isAssemblyName);
            CheckCopies(copies, repository, isAssemblyName);
        }

        ImageName.CheckTags(ImageTag, ImageTags);
    }

    private bool HasTags => !string.IsNullOrEmpty(ImageTag) || ImageTags.Length > 0;

    private void CheckCopies(IReadOnlyList<CopyDestination> copies, string repository, bool isAssemblyName)
    {
        if (copies.Count == 0)
        {
            return;
        }

        var isOfRegion = string.IsNullOrEmpty(OutputRegistry) && !string.IsNullOrEmpty(Region);
        if ((isOfRegion ? RegistryHost.ForRegion(Region!) : FindOutput()) is { } host)
        {
            CopyRegistries.Check(copies, host, RepositoryPath.ForImage(host, repository, RegistryId, isAssemblyName).Value);
        }
        else if (!string.IsNullOrEmpty(OutputRegistry))
        {
            throw CopyRegistries.WithoutTarget(Redactor.Host(OutputRegistry));
        }
    }
}
