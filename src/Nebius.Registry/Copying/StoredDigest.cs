namespace Nebius.Registry.Copying;

/// <summary>The digest that a registry says it has stored.</summary>
internal static class StoredDigest
{
    /// <summary>Returns the digest; null when the response has none.</summary>
    public static string? Of(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values)
        && values.First() is var digest
        && Descriptor.IsDigest(digest)
            ? digest
            : null;

    /// <summary>Returns the digest if it is another one of the same algorithm; otherwise null.</summary>
    public static string? Other(HttpResponseMessage response, string digest) =>
        Of(response) is { } stored && stored != digest && BlobDigest.Algorithm(stored) == BlobDigest.Algorithm(digest) ? stored : null;
}
