namespace Nebius.Registry.Helm;

/// <summary>A chart in the registry.</summary>
public sealed record PublishedChart
{
    /// <summary>The media type of the manifest.</summary>
    public const string MediaType = ChartManifest.MediaType;

    /// <summary>Gets the registry.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets the repository's path, such as <c>e00abc/charts/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the chart's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version of the chart, for <c>helm pull --version</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the tag: the version with <c>_</c> for <c>+</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>Gets the digest of its manifest, <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets a value indicating whether it is a library chart, which can't be installed itself.</summary>
    public required bool IsLibrary { get; init; }

    /// <summary>Gets a value indicating whether the same chart already existed, so that nothing was sent.</summary>
    public required bool WasThere { get; init; }

    /// <summary>Gets the same chart in other registries, if the program that pushed it copied it there.</summary>
    public IReadOnlyList<PublishedChart> Copies { get; init; } = [];

    /// <summary>Gets the reference by digest, which always refers to this chart.</summary>
    public string Reference => $"{Host}/{Repository}@{Digest}";

    /// <summary>Gets the address for <c>helm install</c> and <c>helm pull</c>.</summary>
    public string Address => $"oci://{Host}/{Repository}";

    /// <summary>Returns the reference by digest.</summary>
    /// <returns>The reference.</returns>
    public override string ToString() => Reference;
}
