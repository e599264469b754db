namespace Nebius.Registry.Preflight;

/// <summary>What a build is about to push and to pull, as far as it concerns registries that get a credential of ours.</summary>
internal sealed record PushPlan
{
    /// <summary>Gets the registry that is pushed to; null when it is none of ours.</summary>
    public RegistryHost? Host { get; init; }

    /// <summary>Gets the repository that is pushed to, such as <c>e00abc/app</c>.</summary>
    public string Repository { get; init; } = string.Empty;

    /// <summary>
    /// Gets a value indicating whether the repository may still become another one: then what the registry says of it is no verdict.
    /// </summary>
    public bool IsGuess { get; init; }

    /// <summary>
    /// Gets the name of what the push proves itself with, when that is no credential of ours; then the registry is looked at without one.
    /// </summary>
    public string? ForeignCredential { get; init; }

    /// <summary>Gets the registry that the base image is pulled from; null when it is none of ours.</summary>
    public RegistryHost? BaseHost { get; init; }

    /// <summary>Gets the base image; used when <see cref="BaseHost"/> is set.</summary>
    public ImageReference? BaseImage { get; init; }

    /// <summary>Gets the text by which two plans are the same.</summary>
    public string Key => $"{Host}/{Repository}{(IsGuess ? "?" : string.Empty)} on {(BaseHost is null ? "another" : $"{BaseHost}/{BaseImage?.Repository}:{BaseImage?.Reference}")}";
}
