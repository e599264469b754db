using System.Net.Http.Headers;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Asks a CI system for the job's token: https only, at exactly the address that the system names, and following no redirect.
/// </summary>
internal sealed class CiOidcClient(CiOidcProvider system, CredentialChainOptions options)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly SettingValue? _address = options.Settings.FromEnvironment(system.AddressVariable);
    private readonly SettingValue? _token = options.Settings.FromEnvironment(system.TokenVariable);

    /// <summary>Gets what identifies the job and only the job knows: its own token.</summary>
    /// <exception cref="NebiusRegistryException">The job was not given one.</exception>
    public string JobKey => $"{Address()}|{_token!.Value}";

    /// <summary>Gets the job's token for other parties.</summary>
    /// <exception cref="NebiusRegistryException">The system gave none.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<FederatedToken> GetAsync(CancellationToken cancellationToken)
    {
        var address = Address();
        using var linked = new LinkedTimeout(Timeout, options.Time, cancellationToken);
        using var client = new HttpMessageInvoker(options.CreateHandler());
        try
        {
            var (token, problem, _) = await Backoff.Linear(MostAttempts, Pause, options.Time).RunAsync(
                (_, cancellation) => AskAsync(client, address, cancellation),
                answer => answer.Token is null && answer.MayPass,
                linked.Token).ConfigureAwait(false);
            return token is null ? throw Unavailable(address, problem) : FederatedToken.Read(token, system.Name, options.Time);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unavailable(address, $"did not answer within {Timeout.TotalSeconds:0} s. Try again");
        }
    }

    private async Task<(string? Token, string Problem, bool MayPass)> AskAsync(
        HttpMessageInvoker client, Uri address, CancellationToken cancellationToken)
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
            var problem = $"could not be reached ({fault?.Kind} {fault?.Detail}). Behind a proxy, set HTTPS_PROXY";
            return (null, problem, fault?.Kind != ConnectionFaultKind.Tls);
        }
    }

    private static string Refusal(int status) => status switch
    {
        401 or 403 => $"answered HTTP {status}: the job's token is not accepted (any more); it lasts as long as the job. "
            + "Start the job again",
        >= 300 and < 400 => $"answered HTTP {status}, a redirect, which is not followed with the job's token",
        _ => $"answered HTTP {status}. Try again",
    };

    private Uri Address()
    {
        if (_address is null || _token is null)
        {
            throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{EnvironmentVariables.ServiceAccountId} is set in a job of {system.Name}, "
                + "so that the job's own token shall stand for that service account; but the job has no "
                + $"{(_address is null ? system.AddressVariable : system.TokenVariable)}. {system.HowToAllow}. "
                + $"A whole pipeline: {system.Guide}");
        }

        var separator = _address.Value.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var text = system.Query.Length == 0 ? _address.Value : $"{_address.Value}{separator}{system.Query}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https", UserInfo: "" }
            ? address
            : throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{_address.Origin} is no https address, so the job's token is not sent there. "
                + $"{system.Name} sets it itself: look what in the pipeline changes it.");
    }

    private NebiusRegistryException Unavailable(Uri address, string problem) => new(
        MessageCodes.CiTokenUnavailable,
        $"{system.Name} was asked for the job's token at https://{address.Authority} ({system.AddressVariable}), and {problem}.");
}

/// <summary>A CI system that gives a job an OpenID Connect token of its own, when it is asked over HTTP.</summary>
internal sealed record CiOidcProvider
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the variable that says that this is a job of the system.</summary>
    public required string Marker { get; init; }

    /// <summary>Gets the variable with the address to ask.</summary>
    public required string AddressVariable { get; init; }

    /// <summary>Gets the variable with the token to ask with.</summary>
    public required string TokenVariable { get; init; }

    /// <summary>Gets how it is asked.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Gets what is added to the address.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>Gets the property of the answer that holds the token.</summary>
    public required string AnswerProperty { get; init; }

    /// <summary>Gets what to do when a job has not been given the variables.</summary>
    public required string HowToAllow { get; init; }

    /// <summary>Gets the page of the documentation that shows a whole pipeline.</summary>
    public required string Guide { get; init; }

    private static IReadOnlyList<CiOidcProvider> All { get; } =
    [
        // https://docs.github.com/actions/reference/security/oidc
        new()
        {
            Name = "GitHub Actions",
            Marker = "GITHUB_ACTIONS",
            AddressVariable = "ACTIONS_ID_TOKEN_REQUEST_URL",
            TokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            Method = HttpMethod.Get,
            AnswerProperty = "value",
            HowToAllow = "Give the job the permission, under 'permissions:' in the workflow: 'id-token: write' "
                + "(and 'contents: read' beside it, because naming one takes away the others). A pull request from a fork never has it",
            Guide = "docs/ci/github.md",
        },

        // https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create
        new()
        {
            Name = "Azure Pipelines",
            Marker = "TF_BUILD",
            AddressVariable = "SYSTEM_OIDCREQUESTURI",
            TokenVariable = "SYSTEM_ACCESSTOKEN",
            Method = HttpMethod.Post,
            Query = "api-version=7.1-preview.1",
            AnswerProperty = "oidcToken",
            HowToAllow = "Give the step the job's token, under 'env:' in the pipeline: 'SYSTEM_ACCESSTOKEN: $(System.AccessToken)'",
            Guide = "docs/ci/azure-pipelines.md",
        },
    ];

    /// <summary>Returns the system that this process is a job of; null when there is none, or an unknown one.</summary>
    public static CiOidcProvider? Of(NebiusSettings settings) =>
        All.FirstOrDefault(system => settings.FromEnvironment(system.Marker) is not null);
}
