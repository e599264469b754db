using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.Oci;

/// <summary>A request of a push that was answered by no, or by nobody.</summary>
/// <param name="result">What the registry said.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves this library: who pushes makes a coded error of it.")]
internal sealed class PushRefusedException(ProbeResult result) : Exception
{
    /// <summary>Gets what the registry said.</summary>
    public ProbeResult Result => result;

    /// <summary>Gets a value indicating whether the same request may succeed a little later.</summary>
    public bool IsTransient => result.HttpStatus is { } status
        ? status is 408 or 429 or 500 or 502 or 503 or 504
        : result.Status is not (ProbeStatus.TlsFailure or ProbeStatus.UntrustedRealm);

    /// <summary>Gets the pause that the registry asks for; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
