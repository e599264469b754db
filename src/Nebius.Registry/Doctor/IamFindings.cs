using System.Diagnostics;
using System.Globalization;
using System.Net;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.Doctor;

/// <summary>
/// Whether IAM, which exchanges keys for access tokens, can be reached: name, connection, certificate, proxy; and whether both clocks
/// agree.
/// </summary>
internal static class IamFindings
{
    private const string Section = "IAM";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(8);

    // A signed request is good from 30 seconds before to two minutes after it was made, by IAM's clock.
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostBehind = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Unremarkable = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Finding>> OfAsync(DoctorOptions options, CancellationToken cancellationToken)
    {
        IamEndpoint endpoint;
        try
        {
            endpoint = IamEndpoint.FromEnvironment(options.Settings);
        }
        catch (NebiusRegistryException error)
        {
            var severity = IsNeeded(options) ? FindingSeverity.Bad : FindingSeverity.Warning;
            var next = Shell.Current.Unset(EnvironmentVariables.Endpoint);
            return [Make("endpoint", severity, "isn't trusted", error.Message) with { Code = error.Code, Next = next }];
        }

        return await AskAsync(endpoint.AddressOf(TokenExchange.Service), options, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<Finding>> AskAsync(Uri address, DoctorOptions options, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(TimeLimit, options.Time, cancellationToken);
        using var handler = options.CreateHandler();
        var proxy = HttpHandlers.ProxyOf(handler);
        using var client = new HttpClient(RequestLog.Of(handler), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        try
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            var took = string.Create(
                CultureInfo.InvariantCulture,
                $"{address.Authority} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms{Through(address, proxy)}");
            return [Service(answer.StatusCode, took, address, options), .. Clock(answer.Headers.Date, options)];
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = ConnectionFault.Of(error, address, proxy) ?? new ConnectionFault(ConnectionFaultKind.Timeout, "no answer");
            return [Unreachable(fault, address, proxy, options)];
        }
    }

    // IAM answers a GET with another error; these come from a proxy or a gateway.
    private static Finding Service(HttpStatusCode status, string took, Uri address, DoctorOptions options) =>
        status is HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired || (int)status >= 500
            ? Make(
                "service",
                IsNeeded(options) ? FindingSeverity.Bad : FindingSeverity.Warning,
                $"unexpected answer: HTTP {(int)status}",
                took) with
            {
                Code = MessageCodes.UnexpectedIamAnswer,
                Next = Shell.Current.Connect($"{address}"),
            }
            : Make("service", FindingSeverity.Good, "answers", took);

    private static Finding Unreachable(ConnectionFault fault, Uri address, IWebProxy proxy, DoctorOptions options)
    {
        var (subject, state, next) = fault.Kind switch
        {
            ConnectionFaultKind.Dns => ("name", "doesn't resolve", Shell.Current.LookUp(address.Host)),
            ConnectionFaultKind.Tls => ("certificate", "isn't trusted", Shell.Current.TrustCertificate),
            ConnectionFaultKind.Proxy => ("proxy", "refused the connection", Shell.Current.ShowProxies),
            ConnectionFaultKind.Http11Only => (
                "protocol",
                "HTTP/1.1 only: something on the way intercepts TLS",
                Shell.Current.ShowProtocol($"{address}")),
            ConnectionFaultKind.Timeout => ("connection", "timed out", Shell.Current.Connect($"{address}")),
            _ => ("connection", "failed", Shell.Current.Connect($"{address}")),
        };
        var detail = $"{address.Authority}: {fault.Detail}{Through(address, proxy)}";
        return IsNeeded(options)
            ? Make(subject, FindingSeverity.Bad, state, detail) with { Code = MessageCodes.IamUnreachable, Next = next }
            : Make(subject, FindingSeverity.Warning, state, $"{detail}; nothing that is set needs IAM") with { Next = next };
    }

    private static IEnumerable<Finding> Clock(DateTimeOffset? theirs, DoctorOptions options)
    {
        if (theirs is null)
        {
            yield break;
        }

        // Theirs has whole seconds.
        var ahead = options.Time.GetUtcNow() - theirs.Value - TimeSpan.FromSeconds(0.5);
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"this machine is {Math.Abs(ahead.TotalSeconds):0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} IAM");
        if (ahead.Duration() <= Unremarkable)
        {
            yield return Make("clock", FindingSeverity.Good, "in sync", detail);
            yield break;
        }

        var isTooFar = ahead > MostAhead || -ahead > MostBehind;
        yield return Make(
            "clock",
            isTooFar && IsNeeded(options) ? FindingSeverity.Bad : FindingSeverity.Warning,
            isTooFar ? "too far off: IAM rejects signed requests" : "off",
            detail) with
        {
            Code = isTooFar ? MessageCodes.ExchangeRefused : null,
            Next = OperatingSystem.IsWindows() ? "w32tm /resync"
                : OperatingSystem.IsMacOS() ? "sudo sntp -sS time.apple.com"
                : "sudo timedatectl set-ntp true",
        };
    }

    // A static key, a given access token and a docker login are used as they are.
    private static bool IsNeeded(DoctorOptions options) => SourceFindings.Winner(options)?.IsGiven() == false
        || options.Settings.FromEnvironment(EnvironmentVariables.ImpersonateServiceAccountId) is not null;

    private static string Through(Uri address, IWebProxy proxy) =>
        ProcessProxy.Shown(proxy, address) is { } shown ? $", through the proxy {shown}" : string.Empty;

    private static Finding Make(string subject, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = subject, Severity = severity, State = state, Detail = detail };
}
