using Cake.Common.Tools.DotNet.Publish;

namespace Cake.Nebius;

/// <summary>
/// How a container is published. All of <see cref="DotNetPublishSettings"/> holds: <c>Container</c>, <c>NoRestore</c>, <c>MSBuildSettings</c> and
/// the rest.
/// </summary>
public sealed class NebiusDotNetPublishContainerSettings : DotNetPublishSettings
{
    /// <summary>Gets or sets the registry's id, <c>registry-e00abc</c> or <c>e00abc</c>; it comes in front of the repository.</summary>
    public string? RegistryId { get; set; }

    /// <summary>Gets or sets where the credential comes from; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>
    /// Gets or sets the name of a step output that gets the references of what was pushed, joined by blanks; null for none. GitHub Actions,
    /// Azure Pipelines and TeamCity have outputs.
    /// </summary>
    public string? StepOutput { get; set; }
}
