namespace Nebius.Registry.Oci;

/// <summary>What a probe found, fit to be shown: nothing in it is or holds a secret.</summary>
internal sealed record ProbeResult
{
    /// <summary>Gets what was found.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>Gets the request that showed it, such as <c>POST /v2/e00abc/app/blobs/uploads/</c>.</summary>
    public required string Request { get; init; }

    /// <summary>Gets the HTTP status; null when there was no answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>
    /// Gets the registry's own first error as <c>CODE: message</c>, at most about 300 characters; where there was no answer, a word of
    /// .NET's own vocabulary that says why, such as <c>ConnectionRefused</c>.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>Gets the time on the registry's clock; null when it did not say.</summary>
    public DateTimeOffset? ServerDate { get; init; }
}
