using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
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

/// <summary>
/// The first error of an answer, https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes.
/// </summary>
/// <param name="Code">The code, such as <c>NAME_UNKNOWN</c>.</param>
/// <param name="Text">Code and message, fit to be shown.</param>
internal sealed partial record RegistryError(string Code, string Text)
{
    /// <summary>How many characters of an error are shown.</summary>
    public const int LongestText = 300;

    /// <summary>Reads the first error of a body.</summary>
    /// <param name="body">The body; null when it could not be read.</param>
    /// <param name="secrets">What the registry knows and may send back.</param>
    /// <returns>The error; null when the body has none.</returns>
    public static RegistryError? First(JsonDocument? body, IEnumerable<Secret> secrets)
    {
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array
            || errors.EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } first
            || BoundedContent.Text(first, "code") is not { } code
            || !CodeForm().IsMatch(code))
        {
            return null;
        }

        var message = Redactor.Clean(BoundedContent.Text(first, "message"), LongestText, secrets);
        return new RegistryError(code, message.Length > 0 ? $"{code}: {message}" : code);
    }

    [GeneratedRegex(@"\A[A-Z][A-Z_]{0,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}
