using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Asks a CI system for the job's token: https only, at exactly the address that the system names, and following no redirect.
/// </summary>
internal sealed class CiOidcClient(CiOidcProvider system, CredentialChainOptions options)
{
    private const int MostAttempts = 5;
    private const int LongestMessage = 300;
    private const int LongestBody = 8 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // Two attempts that hang leave time for a third.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1.5);

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
        using var handler = options.CreateHandler();
        using var client = new HttpMessageInvoker(RequestLog.Of(handler), disposeHandler: false);
        CiTokenAnswer? last = null;
        try
        {
            last = await Backoff.Doubling(MostAttempts, FirstPause, LongestPause, options.Time).RunAsync(
                async (_, cancellation) => last = await AttemptAsync(client, handler, address, cancellation).ConfigureAwait(false),
                answer => answer is { Token: null, MayPass: true },
                linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last ??= CiTokenAnswer.Missing($"it didn't answer within {linked.Limit.TotalSeconds:0} s. Try again", mayPass: true);
        }

        return last.Token is null
            ? throw Unavailable(address, last.Problem)
            : FederatedToken.Read(last.Token.Reveal(), system.Name, options.Time);
    }

    private async Task<CiTokenAnswer> AttemptAsync(
        HttpMessageInvoker client, HttpMessageHandler handler, Uri address, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(AttemptTimeout, options.Time, cancellationToken);
        try
        {
            return await AskAsync(client, address, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return CiTokenAnswer.Missing(
                ConnectionFault.Of(exception, address, HttpHandlers.ProxyOf(handler)),
                ProcessProxy.Shown(HttpHandlers.ProxyOf(handler), address));
        }
    }

    private async Task<CiTokenAnswer> AskAsync(HttpMessageInvoker client, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(system.Method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token!.Value);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd($"{ClientIdentity.Name}/{ClientIdentity.Version}");
        if (system.Method == HttpMethod.Post)
        {
            request.Content = new StringContent(string.Empty, new MediaTypeHeaderValue("application/json"));
        }

        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var status = (int)response.StatusCode;
        if (status is not 200)
        {
            // A job that has only just begun gets 403, too: "The job is in Pending state".
            return CiTokenAnswer.Missing(
                Refusal(status, await WordsAsync(response.Content, cancellationToken).ConfigureAwait(false)),
                mayPass: status is 403 or 429 or >= 500);
        }

        using var answer = await BoundedContent.ReadJsonAsync(response.Content, cancellationToken).ConfigureAwait(false);
        return answer is not null && BoundedContent.Text(answer.RootElement, system.AnswerProperty) is { } token
            ? new CiTokenAnswer(new Secret(token), string.Empty, MayPass: false)
            : CiTokenAnswer.Missing($"its answer has no token in '{system.AnswerProperty}'. Try again", mayPass: false);
    }

    private static string Refusal(int status, string words) => status switch
    {
        401 or 403 => $"HTTP {status}{words}. The job's token expires with the job. Start the job again",
        >= 300 and < 400 => $"HTTP {status}, a redirect, which isn't followed with the job's token",
        _ => $"HTTP {status}{words}. Try again",
    };

    // Both systems answer with JSON that has a message; something on the way may answer with a page, which helps nobody.
    private async Task<string> WordsAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(
            await BoundedContent.ReadBytesAsync(content, LongestBody, cancellationToken).ConfigureAwait(false)).Trim();
        var said = Redactor.Clean(MessageIn(text) ?? text, LongestMessage, new Secret(_token!.Value));
        return said.Length == 0 || text.StartsWith('<') ? string.Empty : $", \"{said}\"";
    }

    private static string? MessageIn(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return BoundedContent.Text(json.RootElement, "message");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Uri Address()
    {
        if (_address is null || _token is null)
        {
            if (system.IsImitated && CiImitation.Of(options.Settings) is { } imitation)
            {
                throw imitation.HasNoToken();
            }

            throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{EnvironmentVariables.ServiceAccountId} is set, but this job of {system.Name} may not get an OpenID Connect token: "
                + $"{(_address is null ? system.AddressVariable : system.TokenVariable)} is not set. {system.HowToAllow}");
        }

        var separator = _address.Value.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var text = system.Query.Length == 0 ? _address.Value : $"{_address.Value}{separator}{system.Query}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https", UserInfo: "" }
            ? address
            : throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{_address.Origin} isn't an https address, so the job's token isn't sent there. {system.Name} sets it; check what in the "
                + "pipeline changes it.");
    }

    private NebiusRegistryException Unavailable(Uri address, string problem) => new(
        MessageCodes.CiTokenUnavailable,
        $"{system.Name} gave no token for this job (https://{address.Authority}, {system.AddressVariable}): {problem}.");
}

/// <summary>What one request for a job's token gave.</summary>
/// <param name="Token">The token; null when there is none.</param>
/// <param name="Problem">Why there is none, to follow a colon.</param>
/// <param name="MayPass">Whether another attempt may give one.</param>
internal sealed record CiTokenAnswer(Secret? Token, string Problem, bool MayPass)
{
    public static CiTokenAnswer Missing(string problem, bool mayPass) => new(null, problem, mayPass);

    public static CiTokenAnswer Missing(ConnectionFault? fault, string? proxy) => Missing(
        fault is null or { Kind: ConnectionFaultKind.Timeout }
            ? $"the connection timed out{(proxy is null ? string.Empty : $" through the proxy {proxy}")}. Try again"
            : $"the connection failed ({fault.Kind} {fault.Detail}). "
                + (proxy is null ? "Behind a proxy, set HTTPS_PROXY" : $"The proxy is {proxy} (HTTPS_PROXY)"),
        fault?.Kind != ConnectionFaultKind.Tls);
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

    /// <summary>Gets a value indicating whether other programs set this system's variables, too.</summary>
    public bool IsImitated { get; init; }

    /// <summary>Gets how it is asked.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Gets what is added to the address.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>Gets the property of the answer that holds the token.</summary>
    public required string AnswerProperty { get; init; }

    /// <summary>Gets what to do when a job has not been given the variables.</summary>
    public required string HowToAllow { get; init; }

    /// <summary>What the pipeline needs, in one line.</summary>
    public required string Needs { get; init; }

    private static IReadOnlyList<CiOidcProvider> All { get; } =
    [
        // https://docs.github.com/actions/reference/security/oidc
        new()
        {
            Name = "GitHub Actions",
            Marker = "GITHUB_ACTIONS",
            IsImitated = true,
            AddressVariable = "ACTIONS_ID_TOKEN_REQUEST_URL",
            TokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            Method = HttpMethod.Get,
            AnswerProperty = "value",
            HowToAllow = "Add these permissions to the job (a pull request from a fork can't have them):\n"
                + "  permissions:\n    contents: read\n    id-token: write",
            Needs = "'permissions: id-token: write' in the job",
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
            HowToAllow = "Add the job's token to the step:\n  env:\n    SYSTEM_ACCESSTOKEN: $(System.AccessToken)",
            Needs = "'SYSTEM_ACCESSTOKEN: $(System.AccessToken)' in the step",
        },
    ];

    /// <summary>Returns the system that this process is a job of; null when there is none, or an unknown one.</summary>
    public static CiOidcProvider? Of(NebiusSettings settings) =>
        All.FirstOrDefault(system => settings.FromEnvironment(system.Marker) is not null);
}
