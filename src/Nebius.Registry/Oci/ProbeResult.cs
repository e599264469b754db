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

/// <summary>What a probe found.</summary>
internal enum ProbeStatus
{
    /// <summary>The registry allows the action with this credential.</summary>
    Accepted,

    /// <summary>The registry does not accept the credential (401).</summary>
    Unauthorized,

    /// <summary>The registry accepts the credential, but not this action (403).</summary>
    Denied,

    /// <summary>The registry does not know the repository, or its registry id (NAME_UNKNOWN).</summary>
    NameUnknown,

    /// <summary>The registry does not know the tag or digest (MANIFEST_UNKNOWN).</summary>
    ManifestUnknown,

    /// <summary>The registry sends us to another host for a token. The credential was not sent.</summary>
    UntrustedRealm,

    /// <summary>The registry's certificate is not accepted.</summary>
    TlsFailure,

    /// <summary>The registry's name does not resolve.</summary>
    DnsFailure,

    /// <summary>The proxy of the environment does not let us through.</summary>
    ProxyFailure,

    /// <summary>Nobody answers there, or the connection broke.</summary>
    Unreachable,

    /// <summary>There was no answer in time.</summary>
    Timeout,

    /// <summary>The registry answered something else.</summary>
    Other,
}
