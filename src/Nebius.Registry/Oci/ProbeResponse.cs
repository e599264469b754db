using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>Classifies the responses of a registry, without showing what was sent.</summary>
internal static class ProbeResponse
{
    /// <summary>Classifies a response.</summary>
    /// <param name="request">The request, without its query.</param>
    /// <param name="response">The response.</param>
    /// <param name="secrets">The secrets that were sent, and that the response may repeat.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ProbeResult> ClassifyAsync(
        string request, HttpResponseMessage response, IReadOnlyList<Secret> secrets, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return Result(request, ProbeStatus.Accepted, response, null);
        }

        using var body = await BoundedContent.ReadJsonAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var error = RegistryError.First(body, secrets);
        var status = (response.StatusCode, error?.Code) switch
        {
            (HttpStatusCode.Unauthorized, _) => ProbeStatus.Unauthorized,
            (HttpStatusCode.Forbidden, _) => ProbeStatus.Denied,
            (HttpStatusCode.NotFound, "NAME_UNKNOWN") => ProbeStatus.NameUnknown,
            (HttpStatusCode.NotFound, "MANIFEST_UNKNOWN") => ProbeStatus.ManifestUnknown,
            _ => ProbeStatus.Other,
        };
        return Result(request, status, response, error is null ? null : Shown(error.Text, secrets));
    }

    /// <summary>Returns the result for a response.</summary>
    /// <param name="request">The request, without its query.</param>
    /// <param name="status">The status.</param>
    /// <param name="response">The response that showed it.</param>
    /// <param name="error">The error text, already redacted.</param>
    public static ProbeResult Result(string request, ProbeStatus status, HttpResponseMessage response, string? error) => new()
    {
        Status = status,
        Request = request,
        HttpStatus = (int)response.StatusCode,
        Error = error,
        ServerDate = response.Headers.Date,
        RetryAfter = RetryAfter(response),
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delay } => delay,
        { Date: { } date } => date - (response.Headers.Date ?? DateTimeOffset.UtcNow),
        _ => null,
    };

    /// <summary>Returns the result for a request without a response.</summary>
    /// <param name="request">The request, without its query.</param>
    /// <param name="fault">The reason; null when it isn't known.</param>
    /// <param name="isOutOfTime">Whether the timeout was reached.</param>
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

    /// <summary>Redacts a text of the server.</summary>
    public static string Shown(string text, IReadOnlyList<Secret> secrets) => Redactor.Clean(text, RegistryError.LongestText, secrets);
}

/// <summary>
/// The first error of a response: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes.
/// </summary>
/// <param name="Code">The code, such as <c>NAME_UNKNOWN</c>.</param>
/// <param name="Text">The code and message, redacted.</param>
internal sealed partial record RegistryError(string Code, string Text)
{
    /// <summary>How many characters of an error are shown.</summary>
    public const int LongestText = 300;

    /// <summary>Reads the first error of a body.</summary>
    /// <param name="body">The body; null when it can't be read.</param>
    /// <param name="secrets">The secrets that the response may repeat.</param>
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
