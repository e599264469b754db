using Cake.Core;
using Cake.Core.Annotations;
using Cake.Nebius.Ci;
using Cake.Nebius.Copies;

namespace Cake.Nebius;

/// <summary>Copies of images in other registries, all with the same digest.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
public static class NebiusCopyAliases
{
    /// <summary>Copies an image to another registry. What the registry has is not sent again.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">
    /// The image, with its tag or digest, such as <c>eu-north1/e00abc/app:1.2.3</c>; <c>latest</c> if it has none.
    /// </param>
    /// <param name="target">
    /// The registry, for the same path and tag (<c>eu-west1/e01abc</c>); a repository, with or without a tag
    /// (<c>eu-west1/e01abc/team/app:1.2.3</c>); or a path that ends with a slash, for the same name.
    /// </param>
    /// <param name="settings">How it is copied; null for the defaults.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="CakeException">It was not copied; the message has the code, the reason and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Copy").Does(() =>
    /// {
    ///     var copy = NebiusCopyImage("eu-north1/e00abc/app:1.2.3", "eu-west1/e01abc");
    ///     Information(copy.Reference);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Copies")]
    public static NebiusPublishedImage NebiusCopyImage(
        this ICakeContext context, string source, string target, NebiusCopyImageSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        return NebiusCopyImage(context, source, [target], settings)[0];
    }

    /// <summary>Copies an image to several registries at the same time. A registry that fails doesn't stop the others.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">
    /// The image, with its tag or digest, such as <c>eu-north1/e00abc/app:1.2.3</c>; <c>latest</c> if it has none.
    /// </param>
    /// <param name="targets">The registries, repositories or paths.</param>
    /// <param name="settings">How it is copied; null for the defaults.</param>
    /// <returns>The copies, one for each repository, in the order of the targets.</returns>
    /// <exception cref="CakeException">
    /// One was not copied; the message has the code, the reason and what to do. What was copied stays.
    /// </exception>
    /// <example>
    /// <code>
    /// Task("Copy-All").Does(() =>
    /// {
    ///     foreach (var copy in NebiusCopyImage("eu-north1/e00abc/app:1.2.3", new[] { "eu-west1/e01abc", "us-central1/u00abc" }))
    ///     {
    ///         Information(copy.Reference);
    ///     }
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Copies")]
    public static IReadOnlyList<NebiusPublishedImage> NebiusCopyImage(
        this ICakeContext context, string source, IEnumerable<string> targets, NebiusCopyImageSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(targets);
        settings ??= new();
        StepOutput.Check(settings.StepOutput);
        var copies = ErrorBoundary.Coded(
            cancellationToken => new ImageCopies(context, settings).RunAsync(source, targets, cancellationToken));
        StepOutput.Set(context, settings.StepOutput, copies);
        return copies;
    }
}

/// <summary>How an image is copied.</summary>
public sealed class NebiusCopyImageSettings
{
    /// <summary>Gets or sets the tags of the copies; the tag of the source, or that of each target, when empty.</summary>
    public IEnumerable<string> Tags { get; set; } = [];

    /// <summary>Gets or sets a value indicating whether signatures, SBOMs and other referrers are copied, too.</summary>
    public bool CopiesReferrers { get; set; } = true;

    /// <summary>Gets or sets where the credentials come from; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>Gets or sets the name of a step output that gets the references of the copies, joined by blanks; null for none.</summary>
    public string? StepOutput { get; set; }
}
