using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Iam;

/// <summary>
/// The exchange on the wire. All that knows gRPC is in here, so that a build with a static key never loads it.
/// </summary>
internal sealed partial class ExchangeCall : IDisposable
{
    private const string Service = "tokens.iam";
    private const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    private readonly Uri _address;
    private readonly ExchangeTrace _trace;
    private readonly GrpcChannel _channel;
    private readonly TokenExchangeService.TokenExchangeServiceClient _client;

    // One key for all attempts: they are one operation. https://github.com/nebius/api README, "x-idempotency-key".
    private readonly string _idempotencyKey = Guid.NewGuid().ToString();

    /// <summary>Opens a channel over a handler, which it owns.</summary>
    public ExchangeCall(IamEndpoint endpoint, HttpMessageHandler handler)
    {
        _address = endpoint.AddressOf(Service);
        _trace = new ExchangeTrace(handler);
        _channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { HttpHandler = _trace, DisposeHttpClient = true });
        _client = new TokenExchangeService.TokenExchangeServiceClient(_channel);
    }

    /// <summary>Makes one attempt. The call carries no authorization: the subject token is the proof.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<ExchangeOutcome> SendAsync(ExchangeRequest request, CancellationToken cancellationToken)
    {
        var metadata = new Metadata { { "x-idempotency-key", _idempotencyKey } };
        try
        {
            using var call = _client.ExchangeAsync(ToMessage(request), metadata, deadline: null, cancellationToken);
            var answer = await call.ResponseAsync.ConfigureAwait(false);
            return new(new(answer.AccessToken, answer.TokenType, answer.ExpiresIn, _trace.RequestId), null);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(null, Describe(exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _trace.Dispose();
    }

    private static ExchangeTokenRequest ToMessage(ExchangeRequest request) => new()
    {
        GrantType = GrantType,
        RequestedTokenType = AccessTokenType,
        SubjectToken = request.SubjectToken.Reveal(),
        SubjectTokenType = request.SubjectTokenType,
        ActorToken = request.ActorToken?.Reveal() ?? string.Empty,
        ActorTokenType = request.ActorTokenType ?? string.Empty,
    };

    private ExchangeFailure Describe(RpcException exception)
    {
        var fault = _trace.Fault
            ?? (exception.Status.DebugException is { } cause ? ConnectionFault.Of(cause, _address, HttpClient.DefaultProxy) : null);
        var httpStatus = _trace.HttpStatus is 200 ? null : _trace.HttpStatus;
        var (kind, isTransient) = fault is null ? Classify(exception, httpStatus) : (ExchangeFailureKind.Unreachable, MayPass(fault));
        var said = ServiceErrors.Read(exception.Trailers);
        return new ExchangeFailure
        {
            Kind = kind,
            Status = NameOf(exception.StatusCode),
            IsTransient = exception.StatusCode != StatusCode.Cancelled && (said.MayPass ?? isTransient),
            ServiceErrors = said.Texts,
            ServerMessage = fault is null && httpStatus is null ? exception.Status.Detail : null,
            RequestId = _trace.RequestId ?? said.RequestId,
            ServerDate = _trace.ServerDate,
            HttpStatus = httpStatus,
            Fault = fault,
        };
    }

    private static (ExchangeFailureKind Kind, bool IsTransient) Classify(RpcException exception, int? httpStatus) =>
        exception.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.ResourceExhausted => (ExchangeFailureKind.Unreachable, true),

        // What stands before IAM answers 520 to 529 when IAM itself is away; Nebius's own SDKs retry these, too.
        StatusCode.Unknown when httpStatus is >= 520 and <= 529 || ProxyStatus().IsMatch(exception.Status.Detail) =>
            (ExchangeFailureKind.Unreachable, true),
        StatusCode.DeadlineExceeded => (ExchangeFailureKind.TimedOut, true),

        // An HTTP error that gRPC made into a status is not IAM's word.
        _ when httpStatus is not null => (ExchangeFailureKind.Unexpected, false),
        StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.NotFound =>
            (ExchangeFailureKind.Refused, false),
        _ => (ExchangeFailureKind.Unexpected, false),
    };

    private static bool MayPass(ConnectionFault fault) => fault.Kind switch
    {
        ConnectionFaultKind.Tls => false,

        // A proxy that says no will say so again; one that says 502 may not.
        ConnectionFaultKind.Proxy => !fault.Detail.StartsWith("HTTP 4", StringComparison.Ordinal),
        _ => true,
    };

    // DeadlineExceeded -> DEADLINE_EXCEEDED, the spelling of the protocol and of every other tool.
    private static string NameOf(StatusCode status)
    {
        var name = new StringBuilder();
        foreach (var letter in status.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToUpper(letter, CultureInfo.InvariantCulture));
        }

        return name.ToString();
    }

    [GeneratedRegex(@"\bHTTP status code[^0-9]{0,30}52[0-9]\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ProxyStatus();
}
