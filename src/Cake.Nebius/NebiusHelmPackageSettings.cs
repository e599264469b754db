using Cake.Core.IO;

namespace Cake.Nebius;

/// <summary>How a chart is packed.</summary>
public sealed class NebiusHelmPackageSettings
{
    /// <summary>Gets or sets the directory that gets the package; the working directory when null.</summary>
    public DirectoryPath? OutputDirectory { get; set; }

    /// <summary>Gets or sets the version that the packed chart has; the one of Chart.yaml when null.</summary>
    public string? Version { get; set; }

    /// <summary>Gets or sets the version of the application that the packed chart has; the one of Chart.yaml when null.</summary>
    public string? AppVersion { get; set; }
}
