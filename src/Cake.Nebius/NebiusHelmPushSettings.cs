using Cake.Core.IO;

namespace Cake.Nebius;

/// <summary>How charts are pushed.</summary>
public sealed class NebiusHelmPushSettings
{
    /// <summary>Gets or sets the registry's id, <c>registry-e00abc</c> or <c>e00abc</c>; null when <see cref="Repository"/> begins with it.</summary>
    public string? RegistryId { get; set; }

    /// <summary>Gets or sets the path before the chart's name; <c>charts</c> when null, and <c>/</c> is the registry itself.</summary>
    public string? Repository { get; set; }

    /// <summary>Gets or sets the version that a directory is packed with; the one of Chart.yaml when null.</summary>
    public string? Version { get; set; }

    /// <summary>Gets or sets the version of the application that a directory is packed with; the one of Chart.yaml when null.</summary>
    public string? AppVersion { get; set; }

    /// <summary>Gets or sets a value indicating whether a tag that has another content is moved; otherwise that is a failure.</summary>
    public bool Overwrite { get; set; }

    /// <summary>Gets or sets a value indicating whether the real helm does the push, as Cake finds it.</summary>
    public bool UseHelm { get; set; }

    /// <summary>Gets or sets helm's path for <see cref="UseHelm"/>; null to have it found.</summary>
    public FilePath? ToolPath { get; set; }

    /// <summary>Gets or sets where the credential comes from; null for the environment and the files that a build would look at.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>Gets or sets the name of a CI step's output that gets the references; none is set when null.</summary>
    public string? StepOutput { get; set; }
}
