using System.Net.Http.Headers;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>Asks a CI system for the job's token: https only, at exactly the address that the system names, and following no redirect.</summary>
internal sealed class CiOidcClient(CiOidcProvider system, CredentialChainOptions options)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly SettingValue? _address = options.Settings.FromEnvironment(system.AddressVariable);
    private readonly SettingValue? _token = options.Settings.FromEnvironment(system.TokenVariable);

    /// <summary>Gets what tells one job from another, as only the job itself can: its own token.</summary>
    /// <exception cref="NebiusRegistryException">The job was not given one.</exception>
    public string JobKey => $"{Address()}|{_token!.Value}";

    /// <summary>Gets the job's token for other parties.</summary>
    /// <exception cref="NebiusRegistryException">The system gave none.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<FederatedToken> GetAsync(CancellationToken cancellationToken)
    {
        var address = Address();
        using var limit = new CancellationTokenSource(Limit, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var client = new HttpMessageInvoker(options.CreateHandler());
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (token, problem, mayPass) = await AskAsync(client, address, linked.Token).ConfigureAwait(false);
                if (token is not null)
                {
                    return FederatedToken.Read(token, $"{system.Name}", options.Time);
                }

                if (!mayPass || attempt == MostAttempts)
                {
                    throw Unavailable(address, problem);
                }

                await Task.Delay(Pause * attempt, options.Time, linked.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unavailable(address, $"did not answer within {Limit.TotalSeconds:0} s. Try again");
        }
    }

    private async Task<(string? Token, string Problem, bool MayPass)> AskAsync(HttpMessageInvoker client, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(system.Method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token!.Value);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        if (system.Method == HttpMethod.Post)
        {
            request.Content = new StringContent(string.Empty, new MediaTypeHeaderValue("application/json"));
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (status is not 200)
            {
                return (null, Refusal(status), status is 429 or >= 500);
            }

            using var answer = await BoundedContent.ReadJsonAsync(response.Content, cancellationToken).ConfigureAwait(false);
            var token = answer is null ? null : BoundedContent.Text(answer.RootElement, system.AnswerProperty);
            return (token, $"answered something without a token in '{system.AnswerProperty}'. Try again", false);
        }
        catch (HttpRequestException exception)
        {
            var fault = ConnectionFault.Of(exception, address, HttpClient.DefaultProxy);
            return (null, $"could not be reached ({fault?.Kind} {fault?.Detail}). Behind a proxy, set HTTPS_PROXY", fault?.Kind != ConnectionFaultKind.Tls);
        }
    }

    private static string Refusal(int status) => status switch
    {
        401 or 403 => $"answered HTTP {status}: the job's token is not accepted (any more); it lasts as long as the job. Start the job again",
        >= 300 and < 400 => $"answered HTTP {status}, a redirect, which is not followed with the job's token",
        _ => $"answered HTTP {status}. Try again",
    };

    private Uri Address()
    {
        if (_address is null || _token is null)
        {
            throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{EnvironmentVariables.ServiceAccountId} is set in a job of {system.Name}, so that the job's own token shall stand for that service account; but the job has no "
                + $"{(_address is null ? system.AddressVariable : system.TokenVariable)}. {system.HowToAllow}. A whole pipeline: {system.Guide}");
        }

        var text = system.Query.Length == 0 ? _address.Value : $"{_address.Value}{(_address.Value.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{system.Query}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0
            ? address
            : throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{_address.Origin} is no https address, so the job's token is not sent there. {system.Name} sets it itself: look what in the pipeline changes it.");
    }

    private NebiusRegistryException Unavailable(Uri address, string problem) => new(
        MessageCodes.CiTokenUnavailable,
        $"{system.Name} was asked for the job's token at https://{address.Authority} ({system.AddressVariable}), and {problem}.");
}
