using System.Net;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>Tells what an answer means, without showing what was sent.</summary>
internal static class ProbeResponse
{
    /// <summary>Classifies an answer.</summary>
    /// <param name="request">The request, without its query.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="secrets">What was sent and may come back.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ProbeResult> ClassifyAsync(
        string request, HttpResponseMessage answer, IReadOnlyList<Secret> secrets, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return Result(request, ProbeStatus.Accepted, answer, null);
        }

        using var body = await BoundedContent.ReadJsonAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        var error = RegistryError.First(body, secrets);
        var status = (answer.StatusCode, error?.Code) switch
        {
            (HttpStatusCode.Unauthorized, _) => ProbeStatus.Unauthorized,
            (HttpStatusCode.Forbidden, _) => ProbeStatus.Denied,
            (HttpStatusCode.NotFound, "NAME_UNKNOWN") => ProbeStatus.NameUnknown,
            (HttpStatusCode.NotFound, "MANIFEST_UNKNOWN") => ProbeStatus.ManifestUnknown,
            _ => ProbeStatus.Other,
        };
        return Result(request, status, answer, error is null ? null : Shown(error.Text, secrets));
    }

    /// <summary>Makes a result.</summary>
    /// <param name="request">The request, without its query.</param>
    /// <param name="status">What was found.</param>
    /// <param name="answer">The answer that showed it.</param>
    /// <param name="error">What to say about it, fit to be shown.</param>
    public static ProbeResult Result(string request, ProbeStatus status, HttpResponseMessage answer, string? error) => new()
    {
        Status = status,
        Request = request,
        HttpStatus = (int)answer.StatusCode,
        Error = error,
        ServerDate = answer.Headers.Date,
    };

    /// <summary>Makes the result of a request that had no answer.</summary>
    /// <param name="request">The request, without its query.</param>
    /// <param name="fault">Why; null when that is not known.</param>
    /// <param name="isOutOfTime">Whether it was waited for long enough.</param>
    public static ProbeResult Missing(string request, ConnectionFault? fault, bool isOutOfTime) => new()
    {
        Request = request,
        Error = isOutOfTime ? "timed out" : fault?.Detail,
        Status = isOutOfTime ? ProbeStatus.Timeout : fault?.Kind switch
        {
            ConnectionFaultKind.Dns => ProbeStatus.DnsFailure,
            ConnectionFaultKind.Tls => ProbeStatus.TlsFailure,
            ConnectionFaultKind.Proxy => ProbeStatus.ProxyFailure,
            ConnectionFaultKind.Timeout => ProbeStatus.Timeout,
            _ => ProbeStatus.Unreachable,
        },
    };

    /// <summary>Makes a server's text fit to be shown.</summary>
    public static string Shown(string text, IReadOnlyList<Secret> secrets) => Redactor.Clean(text, RegistryError.LongestText, secrets);
}
