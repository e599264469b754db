using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// Finds what refers to an image in the source, such as signatures and SBOMs:
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers.
/// </summary>
internal static class Referrers
{
    // https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#tag-based-discovery
    private static readonly string[] CosignTags = [".sig", ".att", ".sbom"];

    /// <summary>Finds the referrers of a manifest.</summary>
    /// <param name="source">The repository.</param>
    /// <param name="digest">The digest of the manifest.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The reference of each, with the tag that it needs; null for a referrer that is listed by its subject.</returns>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public static async Task<IReadOnlyList<(string Reference, string? Tag)>> FindAsync(
        SourceRepository source, string digest, CancellationToken cancellationToken)
    {
        var found = new List<(string Reference, string? Tag)>();
        var listed = await source.ListReferrersAsync(digest, cancellationToken).ConfigureAwait(false);
        listed ??= await source.FindManifestAsync(ReferrersTag.Of(digest), cancellationToken).ConfigureAwait(false);
        found.AddRange(listed?.Manifests.Select(manifest => (manifest.Digest, (string?)null)) ?? []);
        foreach (var tag in CosignTags.Select(suffix => ReferrersTag.Of(digest) + suffix))
        {
            if (await source.FindManifestAsync(tag, cancellationToken).ConfigureAwait(false) is not null)
            {
                found.Add((tag, tag));
            }
        }

        return found;
    }
}

/// <summary>
/// The tag that lists the referrers of a manifest in a registry that can't list them by itself:
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#unavailable-referrers-api.
/// </summary>
internal static class ReferrersTag
{
    /// <summary>Returns the tag.</summary>
    public static string Of(string digest) => digest.Replace(':', '-');

    /// <summary>Adds a manifest to the list of its subject.</summary>
    /// <param name="target">The registry.</param>
    /// <param name="manifest">The manifest, which has a subject.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    public static async Task AddAsync(CopyTarget target, ManifestContent manifest, CancellationToken cancellationToken)
    {
        var tag = Of(manifest.Subject!);
        var there = await target.FindManifestAsync(tag, cancellationToken).ConfigureAwait(false);
        if (there?.Manifests.Any(listed => listed.Digest == manifest.Digest) == true)
        {
            return;
        }

        var index = there is null ? NewIndex() : JsonNode.Parse(there.Bytes)!.AsObject();
        JsonNode added = new JsonObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = manifest.Digest,
            ["size"] = manifest.Bytes.Length,
            ["artifactType"] = manifest.ArtifactType,
        };
        index["manifests"]!.AsArray().Add(added);
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            index.WriteTo(writer);
        }

        await target.PutManifestAsync(ManifestContent.Parse(content.ToArray(), null), tag, cancellationToken).ConfigureAwait(false);
    }

    private static JsonObject NewIndex() => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = "application/vnd.oci.image.index.v1+json",
        ["manifests"] = new JsonArray(),
    };
}
