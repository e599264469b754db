using System.Globalization;
using System.Net;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>
/// A virtual machine's metadata service, asked for the token of the machine's service account as the Go SDK asks it:
/// https://github.com/nebius/gosdk auth/imds_tokener.go. The token is asked for each time, and kept nowhere.
/// </summary>
internal sealed class InstanceMetadata(CredentialChainOptions options)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // The service is on the machine's own network, so that a proxy has no business here.
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
        using var client = new HttpMessageInvoker(options.CreateDirectHandler());
        for (var attempt = 1; ; attempt++)
        {
            var (token, status) = await AskAsync(client, address, problems, cancellationToken).ConfigureAwait(false);
            if (token is not null)
            {
                return token;
            }

            if (status is not (429 or >= 500) || attempt == MostAttempts)
            {
                throw problems.Status(status, attempt);
            }

            await Task.Delay(Pause * attempt, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(AccessToken? Token, int Status)> AskAsync(
        HttpMessageInvoker client, Uri address, MetadataProblems problems, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptTimeout, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
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
                : token.ExpiresAt <= options.Time.GetUtcNow() ? throw problems.Expired(token.ExpiresAt.Value, options.Time.GetUtcNow())
                : (token, (int)response.StatusCode);
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw limit.IsCancellationRequested
                ? problems.NoAnswer(string.Create(CultureInfo.InvariantCulture, $"no answer within {AttemptTimeout.TotalSeconds} s"))
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
