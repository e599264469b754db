namespace Nebius.Registry.Oci;

/// <summary>The result of a probe, without secrets.</summary>
internal sealed record ProbeResult
{
    /// <summary>Gets the status.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>Gets the request that showed it, such as <c>POST /v2/e00abc/app/blobs/uploads/</c>.</summary>
    public required string Request { get; init; }

    /// <summary>Gets the HTTP status; null when there was no response.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>
    /// Gets the first error of the response as <c>CODE: message</c>, at most about 300 characters; without a response, the name that .NET
    /// has for the reason, such as <c>ConnectionRefused</c>.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>Gets the time on the clock of the registry; null when the response has none.</summary>
    public DateTimeOffset? ServerDate { get; init; }

    /// <summary>Gets how long the registry asks to wait before a retry; null when the response has no Retry-After.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What a probe found.</summary>
internal enum ProbeStatus
{
    /// <summary>The registry allows the action with this credential.</summary>
    Accepted,

    /// <summary>The registry rejects the credential (401).</summary>
    Unauthorized,

    /// <summary>The registry accepts the credential, but not this action (403).</summary>
    Denied,

    /// <summary>The registry doesn't know the repository or the registry ID (NAME_UNKNOWN).</summary>
    NameUnknown,

    /// <summary>The registry doesn't know the tag or digest (MANIFEST_UNKNOWN).</summary>
    ManifestUnknown,

    /// <summary>The registry sends clients to another host for a token. The credential was not sent there.</summary>
    UntrustedRealm,

    /// <summary>The certificate of the registry isn't trusted.</summary>
    TlsFailure,

    /// <summary>The host name of the registry doesn't resolve.</summary>
    DnsFailure,

    /// <summary>The proxy refused the connection.</summary>
    ProxyFailure,

    /// <summary>The host can't be reached, or the connection broke.</summary>
    Unreachable,

    /// <summary>The request timed out.</summary>
    Timeout,

    /// <summary>Any other response.</summary>
    Other,
}
