using System.Text.RegularExpressions;

namespace Nebius.Registry.Copying;

/// <summary>Reads the source and the targets of a copy as users type them.</summary>
/// <param name="read">Reads a registry with or without a repository, and finds the region of a registry ID.</param>
internal sealed partial class CopyReferences(Func<string, CancellationToken, Task<RegistryTarget>> read)
{
    private const string DefaultTag = "latest";

    /// <summary>Reads all references of a copy.</summary>
    /// <param name="source">The image; <c>latest</c> without a tag and a digest.</param>
    /// <param name="targets">
    /// Registries for the same path, repositories, or folders, which end with a slash; each with or without a tag.
    /// </param>
    /// <param name="tags">The tags for targets without one; those of the source when empty.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The source, and one target for each repository.</returns>
    /// <exception cref="NebiusRegistryException">One isn't valid, is there twice, or is the source.</exception>
    public async Task<(ImageCopySource Source, IReadOnlyList<ImageCopyTarget> Targets)> ReadAsync(
        string source, IEnumerable<string> targets, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        foreach (var tag in tags)
        {
            RequireTag(tag);
        }

        var from = await ReadAsync(source, cancellationToken).ConfigureAwait(false);
        var image = SourceOf(from);
        string[] sourceTags = from.Tag is { } typed ? [typed] : image.IsDigest ? [] : [image.Reference];
        var all = new List<(string Text, ImageCopyTarget Target)>();
        foreach (var text in targets)
        {
            var target = await ReadAsync(text, cancellationToken).ConfigureAwait(false);
            all.Add((text, TargetOf(target, image, tags, sourceTags)));
        }

        return (image, [.. all.GroupBy(one => (one.Target.Host, one.Target.Repository)).Select(Merge)]);
    }

    private static ImageCopySource SourceOf(Reference from) => from.IsRegistry
        ? throw Invalid($"'{from}' is a registry, not an image. Add the repository and the tag:\n  eu-north1/e00abc/app:1.2.3")
        : new ImageCopySource(from.Host, from.Path, from.Digest ?? from.Tag ?? DefaultTag);

    private static ImageCopyTarget TargetOf(Reference to, ImageCopySource source, IReadOnlyList<string> tags, string[] sourceTags)
    {
        if (to.Digest is not null)
        {
            throw Invalid($"'{to}' has a digest. A copy has the digest of its source; name a tag, or none.");
        }

        if (to.Tag is not null && tags.Count > 0)
        {
            throw Invalid(
                $"'{to}' has a tag, and so has the whole copy: {string.Join(", ", tags.Select(Redactor.Value))}. Remove one of the two.");
        }

        string[] own = to.Tag is { } tag ? [tag] : tags.Count > 0 ? [.. tags.Distinct()] : sourceTags;
        var target = new ImageCopyTarget(to.Host, RepositoryOf(to, source), own);
        var isSource = (target.Host, target.Repository) == (source.Host, source.Repository)
            && (source.IsDigest ? own.Length == 0 : own.All(one => one == source.Reference));
        return isSource ? throw Invalid($"'{to}' is the source. Name another registry, repository or tag.") : target;
    }

    private static string RepositoryOf(Reference to, ImageCopySource source)
    {
        if (!to.IsRegistry)
        {
            return to.Path;
        }

        if (to.Path.Length > 0)
        {
            return $"{to.Path}/{NameOf(source)}";
        }

        return to.Host.Region is null
            ? source.Repository
            : throw Invalid($"'{to}' has no registry ID. Add it:\n  {to.ToString().TrimEnd('/')}/e01abc");
    }

    // The repository without the ID or the alias of its registry, which other hosts don't have.
    private static string NameOf(ImageCopySource source)
    {
        var parts = source.Repository.Split('/', 2);
        return parts.Length > 1 && (source.Host.Region is not null || RegistryId.IsLikely(parts[0])) ? parts[1] : source.Repository;
    }

    private static ImageCopyTarget Merge(IEnumerable<(string Text, ImageCopyTarget Target)> same)
    {
        var all = same.ToList();
        List<string> tags = [.. all.SelectMany(one => one.Target.Tags)];
        return all.Count == 1 || (tags.Distinct().Count() == tags.Count && all.All(one => one.Target.Tags.Count > 0))
            ? all[0].Target with { Tags = tags }
            : throw new NebiusRegistryException(
                MessageCodes.CopyDestinationTwice,
                $"{all[0].Target} is named twice: by {string.Join(" and ", all.Select(one => $"'{Redactor.Value(one.Text)}'"))}. "
                + "Remove one of the two.");
    }

    private async Task<Reference> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var typed = text.Trim();
        Check(typed);
        var (name, tag, digest) = Split(typed);
        var target = await read(name, cancellationToken).ConfigureAwait(false);
        if (tag is not null)
        {
            RequireTag(tag);
        }

        if (digest is not null && !Digest().IsMatch(digest))
        {
            throw Invalid($"'{Redactor.Value(typed)}' has a digest that isn't valid. Expected: sha256: and 64 digits 0-9 and a-f.");
        }

        var segments = name.Trim('/').Split('/');
        var path = string.Join('/', RegistryId.IsLikely(segments[0]) ? segments : segments[1..]);
        path = RegistryId.WithoutPrefix(path);
        var isAlone = !path.Contains('/', StringComparison.Ordinal)
            && (path.Length == 0 || target.Host.Region is not null || RegistryId.IsLikely(path));
        return new Reference(typed, target.Host, path, isAlone || name.EndsWith('/')) { Tag = tag, Digest = digest };
    }

    private static void Check(string typed)
    {
        if (typed.Length == 0)
        {
            throw Invalid("An image or registry of the copy is empty. Is a variable in your script not set?");
        }

        if (SecretShapes.HasUserName(typed))
        {
            throw Invalid(
                $"An image or registry of the copy {Redactor.HasAtSign} Expected: eu-north1/e00abc/app:1.2.3.");
        }

        if (typed.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            var corrected = Redactor.Value(typed, typed[(scheme + "://".Length)..]);
            throw Invalid($"'{Redactor.Value(typed)}' has a scheme. Remove it:\n  {corrected}");
        }

        if (typed.AsSpan().IndexOfAny(['+', ',', ';']) >= 0)
        {
            throw Invalid($"'{Redactor.Value(typed)}' is a list. Give each registry as an argument of its own.");
        }

        if (typed.Contains("//", StringComparison.Ordinal) || typed.StartsWith('/'))
        {
            throw Invalid($"'{Redactor.Value(typed)}' has an empty part. Is a variable in your script not set?");
        }
    }

    // A colon in the first part is a host's port.
    private static (string Name, string? Tag, string? Digest) Split(string typed)
    {
        var (name, digest) = typed.Split('@', 2) is [var before, var after] ? (before, after) : (typed, null);
        var slash = name.LastIndexOf('/');
        var colon = slash < 0 ? -1 : name.IndexOf(':', slash);
        return colon < 0 ? (name, null, digest) : (name[..colon], name[(colon + 1)..], digest);
    }

    private static void RequireTag(string tag)
    {
        if (!ImageName.IsTag(tag))
        {
            throw Invalid(
                $"'{Redactor.Value(tag)}' isn't a valid tag of a copy. {ImageName.TagRule}");
        }
    }

    private static NebiusRegistryException Invalid(string message) => new(MessageCodes.InvalidCopyReference, message);

    // https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
    [GeneratedRegex(@"\A(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    /// <summary>One reference.</summary>
    /// <param name="Text">What was typed.</param>
    /// <param name="Host">The registry.</param>
    /// <param name="Path">The repository; or what comes before it, if it isn't named.</param>
    /// <param name="IsRegistry">Whether the reference is a registry or a folder, so that the repository isn't named.</param>
    private sealed record Reference(string Text, RegistryHost Host, string Path, bool IsRegistry)
    {
        public string? Tag { get; init; }

        public string? Digest { get; init; }

        public override string ToString() => Redactor.Value(Text);
    }
}
