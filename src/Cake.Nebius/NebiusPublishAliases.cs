using Cake.Common.Tools.DotNet.Publish;
using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;
using Cake.Nebius.Ci;
using Cake.Nebius.Credentials;
using Cake.Nebius.Publishing;
using Nebius.Registry;

namespace Cake.Nebius;

/// <summary>Container images, published by the .NET SDK.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
[CakeNamespaceImport("Cake.Common.Tools.DotNet.Publish")]
public static class NebiusPublishAliases
{
    /// <summary>
    /// Publishes a project's container image to a Nebius registry, by <c>dotnet publish -t:PublishContainer</c>. The project need not
    /// reference Nebius.Registry.Build; the build that is started gets its targets from here and finds the credential itself.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="project">The project.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-west1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">How it is published; null for the project's own way.</param>
    /// <returns>What was pushed.</returns>
    /// <exception cref="CakeException">It was not; the message has the code and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Push").Does(() =>
    /// {
    ///     var image = NebiusDotNetPublishContainer("src/App/App.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings
    ///     {
    ///         RegistryId = "registry-e00abc",
    ///         Container = new DotNetPublishContainerSettings { ImageTags = [ "1.2.3", "latest" ] },
    ///     });
    ///     Information(image.Reference);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Publish")]
    public static NebiusPublishedImage NebiusDotNetPublishContainer(
        this ICakeContext context, string project, string hostOrRegion = "", NebiusDotNetPublishContainerSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        return NebiusDotNetPublishContainer(context, [project], hostOrRegion, settings)[0];
    }

    /// <summary>Publishes the container images of several projects, one after another.</summary>
    /// <param name="context">The context.</param>
    /// <param name="projects">The projects.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-west1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">How they are published; null for the projects' own way.</param>
    /// <returns>What was pushed, in the order of the projects.</returns>
    /// <exception cref="CakeException">One was not; the message has the code and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Push-All").Does(() =>
    /// {
    ///     foreach (var image in NebiusDotNetPublishContainer(GetFiles("src/*.Service/*.csproj"), "eu-west1"))
    ///     {
    ///         Information(image.Reference);
    ///     }
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Publish")]
    public static IReadOnlyList<NebiusPublishedImage> NebiusDotNetPublishContainer(
        this ICakeContext context,
        IEnumerable<FilePath> projects,
        string hostOrRegion = "",
        NebiusDotNetPublishContainerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(projects);
        return NebiusDotNetPublishContainer(context, projects.Select(project => project.FullPath), hostOrRegion, settings);
    }

    /// <inheritdoc
    /// cref="NebiusDotNetPublishContainer(ICakeContext, IEnumerable{FilePath}, string, NebiusDotNetPublishContainerSettings?)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Publish")]
    public static IReadOnlyList<NebiusPublishedImage> NebiusDotNetPublishContainer(
        this ICakeContext context,
        IEnumerable<string> projects,
        string hostOrRegion = "",
        NebiusDotNetPublishContainerSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(projects);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        settings ??= new();
        StepOutput.Check(settings.StepOutput);
        var host = ErrorBoundary.Coded(
            cancellationToken => new CredentialSession(context, settings.Credentials).HostOfAsync(hostOrRegion, cancellationToken));
        var publisher = new ContainerPublisher(context, host, settings);
        var images = projects.Select(publisher.Publish).ToList();
        StepOutput.Set(context, settings.StepOutput, images);
        StepOutput.SetForRegions(context, settings.StepOutput, images.SelectMany(Registries));
        return images;

        static IEnumerable<(string Region, object Image)> Registries(NebiusPublishedImage image) =>
            image.Copies.Count == 0 ? [] : image.Copies.Prepend(image).Select(one => (one.Region ?? one.Host, (object)one));
    }
}

/// <summary>
/// How a container is published. All of <see cref="DotNetPublishSettings"/> holds: <c>Container</c>, <c>NoRestore</c>,
/// <c>MSBuildSettings</c> and the rest.
/// </summary>
public sealed class NebiusDotNetPublishContainerSettings : DotNetPublishSettings
{
    /// <summary>Gets or sets the registry's id, <c>registry-e00abc</c> or <c>e00abc</c>; it comes in front of the repository.</summary>
    public string? RegistryId { get; set; }

    /// <summary>
    /// Gets or sets further registries that get the image, with the same digest and tags: <c>eu-west1/registry-e01abc</c>, or
    /// <c>eu-west1/registry-e01abc/mirror</c> to put it under another path. Without a value, NebiusCopyTo of the project counts.
    /// </summary>
    public IEnumerable<string> CopyTo { get; set; } = [];

    /// <summary>Gets or sets a value indicating whether signatures, SBOMs and other referrers are copied, too.</summary>
    public bool CopiesReferrers { get; set; } = true;

    /// <summary>Gets or sets where the credential comes from; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>
    /// Gets or sets the name of a step output that gets the references of what was pushed, joined by blanks; null for none. With
    /// <see cref="CopyTo"/>, there is one more for each region: <c>image_eu_west1</c> for <c>image</c>. GitHub Actions, Azure Pipelines and
    /// TeamCity have outputs.
    /// </summary>
    public string? StepOutput { get; set; }
}

/// <summary>An image, or the index of a multi-architecture image, that was pushed.</summary>
public sealed record NebiusPublishedImage
{
    /// <summary>Gets the registry's host.</summary>
    public required string Host { get; init; }

    /// <summary>Gets the registry's region; null for a trusted host.</summary>
    public string? Region { get; init; }

    /// <summary>Gets the repository, such as <c>e00abc/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the digest, such as <c>sha256:0123...</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the media type of what the digest is of.</summary>
    public string? MediaType { get; init; }

    /// <summary>Gets the source of the credential; null when the build used another credential, such as the SDK's own variables.</summary>
    public CredentialSourceKind? CredentialSource { get; init; }

    /// <summary>Gets the same image in the registries of <c>CopyTo</c>; empty without any.</summary>
    public IReadOnlyList<NebiusPublishedImage> Copies { get; init; } = [];

    /// <summary>Gets the reference by digest, <c>host/repository@sha256:...</c>, which always means the same image.</summary>
    public string Reference => $"{Host}/{Repository}@{Digest}";

    /// <summary>Returns the reference.</summary>
    /// <returns><see cref="Reference"/>.</returns>
    public override string ToString() => Reference;
}
