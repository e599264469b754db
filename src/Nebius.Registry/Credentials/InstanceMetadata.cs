using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>
/// A virtual machine's metadata service, asked for the token of the machine's service account as the Go SDK asks it:
/// https://github.com/nebius/gosdk auth/imds_tokener.go. The token is asked for each time, and never stored.
/// </summary>
internal sealed class InstanceMetadata(CredentialChainOptions options)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // The service is on the machine's own network, so the proxy settings don't apply.
    private static readonly WebProxy NoProxy = new();

    /// <summary>Gets the address that is the same on every virtual machine of Nebius.</summary>
    public static Uri WellKnownAddress { get; } = new("http://metadata.nebius.internal/v1/iam/sa/token");

    /// <summary>Gets the token of the machine's service account.</summary>
    /// <param name="address">Where the service is.</param>
    /// <param name="origin">The setting that says to ask it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The token.</returns>
    /// <exception cref="NebiusRegistryException">There is no token, and the message says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<AccessToken> GetAsync(Uri address, string origin, CancellationToken cancellationToken)
    {
        var problems = new MetadataProblems(address, origin);
        using var client = new HttpMessageInvoker(RequestLog.Of(options.CreateDirectHandler()));
        var attempts = 0;
        var (token, status) = await Backoff.Linear(MostAttempts, Pause, options.Time).RunAsync(
            (count, cancellation) =>
            {
                attempts = count;
                return AskAsync(client, address, problems, cancellation);
            },
            answer => answer is { Token: null, Status: 429 or >= 500 },
            cancellationToken).ConfigureAwait(false);
        return token ?? throw problems.Status(status, attempts);
    }

    private async Task<(AccessToken? Token, int Status)> AskAsync(
        HttpMessageInvoker client, Uri address, MetadataProblems problems, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(AttemptTimeout, options.Time, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Metadata", "true");
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        try
        {
            using var response = await client.SendAsync(request, linked.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (null, (int)response.StatusCode);
            }

            using var answer = await BoundedContent.ReadJsonAsync(response.Content, linked.Token).ConfigureAwait(false);
            var token = answer is null ? null : MetadataToken.Read(answer.RootElement);
            return token is null ? throw problems.BadAnswer()
                : !options.Freshness.IsAlive(token) ? throw problems.Expired(token.ExpiresAt!.Value, options.Time.GetUtcNow())
                : (token, (int)response.StatusCode);
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw linked.HasElapsed
                ? problems.NoAnswer(string.Create(CultureInfo.InvariantCulture, $"no answer within {linked.Limit.TotalSeconds:0.#} s"))
                : Unreachable(exception, address, problems);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Unreachable(exception, address, problems);
        }
    }

    private static NebiusRegistryException Unreachable(Exception exception, Uri address, MetadataProblems problems) =>
        ConnectionFault.Of(exception, address, NoProxy) switch
        {
            { Kind: ConnectionFaultKind.Dns } fault => problems.NoSuchName(fault.Detail),
            { } fault => problems.NoAnswer(fault.Detail),
            null => problems.NoAnswer("no answer"),
        };
}

/// <summary>Reads what a metadata service answers: <c>{"access_token": "...", "expires_at": "2026-11-24T16:00:00Z"}</c>.</summary>
internal static partial class MetadataToken
{
    /// <summary>Reads an answer.</summary>
    /// <returns>The token; null when the answer has none that can stand in a header, or no time that can be read.</returns>
    public static AccessToken? Read(JsonElement answer)
    {
        var token = BoundedContent.Text(answer, "access_token");
        return HeaderText.IsToken(token)
            && ReadTime(BoundedContent.Text(answer, "expires_at")) is { } expiresAt
                ? new AccessToken(new Secret(token), expiresAt)
                : null;
    }

    // https://www.rfc-editor.org/rfc/rfc3339#section-5.6. Go writes nanoseconds, which .NET has not: a part of a second does not matter.
    private static DateTimeOffset? ReadTime(string? text)
    {
        var match = Rfc3339().Match(text ?? string.Empty);
        return match.Success
            && DateTimeOffset.TryParseExact(
                $"{match.Groups["time"].Value}{match.Groups["zone"].Value}".ToUpperInvariant(),
                "yyyy-MM-dd'T'HH:mm:ssK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time)
                ? time
                : null;
    }

    [GeneratedRegex(
        @"\A(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,20})?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Rfc3339();
}

/// <summary>What can be wrong with a metadata service, and what to do about it. Nothing that it answered is shown.</summary>
/// <param name="address">Where it was asked.</param>
/// <param name="origin">The setting that says to ask it.</param>
internal sealed class MetadataProblems(Uri address, string origin)
{
    private static string AnotherSource =>
        $"Elsewhere, use another credential source ({CommandsToType.SetSources("AuthorizedKey")}).";

    // Without user info and query, which may be secret.
    private string Shown => $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";

    private string TryIt => $"To see its answer:\n  {Shell.Current.AskMetadata(Shown)}";

    public NebiusRegistryException NoSuchName(string detail) => Unavailable(
        $"can't find the host {address.Host} ({detail}). This isn't a Nebius virtual machine, or its metadata service is off. "
            + $"{AnotherSource}");

    public NebiusRegistryException NoAnswer(string detail) => Unavailable(
        $"no answer ({detail}). This isn't a Nebius virtual machine, or its metadata service is off. {AnotherSource} {TryIt}");

    public NebiusRegistryException Expired(DateTimeOffset expiredAt, DateTimeOffset now) => Unavailable(string.Create(
        CultureInfo.InvariantCulture,
        $"its token expired at {expiredAt.ToUniversalTime():u}; this machine's clock says {now:u}. Check the clock (timedatectl). "
            + $"{TryIt}"));

    public NebiusRegistryException BadAnswer() => Unavailable(
        $"its answer isn't JSON with 'access_token' and 'expires_at'; another server may be answering. {TryIt}");

    public NebiusRegistryException Status(int status, int attempts) => Unavailable(status switch
    {
        // https://github.com/nebius/api nebius/compute/v1/instance.proto: service_account_id is immutable.
        404 => "HTTP 404. This virtual machine has no service account; it can only get one when it is created "
            + $"(nebius compute instance create --service-account-id). {AnotherSource} {TryIt}",
        400 or 405 => $"HTTP {status}. A proxy may have changed the request or its header 'Metadata: true'. {TryIt}",
        >= 300 and < 400 => $"HTTP {status}, a redirect, which isn't followed. {TryIt}",
        429 or >= 500 => $"HTTP {status}, {attempts} times. Try again. {TryIt}",
        _ => $"HTTP {status}. {TryIt}",
    });

    private NebiusRegistryException Unavailable(string what) => new(
        MessageCodes.MetadataUnavailable,
        $"The metadata service of this virtual machine, which {origin} names, gave no token: {what}");
}
