using Nebius.Registry.Iam.Rpc;

namespace Nebius.Registry.Iam;

/// <summary>Makes coded errors of failed exchanges.</summary>
internal sealed class ExchangeErrors
{
    private readonly ExchangeRequest _request;
    private readonly RpcSubject _subject;
    private readonly RpcErrors _errors;

    /// <summary>Prepares the errors of an exchange.</summary>
    /// <param name="endpoint">Where the exchange went.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="time">Our clock, which a refusal may be about.</param>
    public ExchangeErrors(IamEndpoint endpoint, ExchangeRequest request, TimeProvider time)
    {
        _request = request;
        _subject = new RpcSubject
        {
            Endpoint = endpoint,
            Service = TokenExchange.Service,
            Name = "IAM",
            Asked = $"for an access token for {request.Who}",
            Secrets = [.. request.Secrets],
            Codes = RpcMessageCodes.OfExchange,
        };
        _errors = new RpcErrors(_subject, time);
    }

    public NebiusRegistryException Of(RpcFailure failure) => failure.Kind == RpcFailureKind.Refused
        ? new(
            MessageCodes.ExchangeRefused,
            $"{_subject.Attempt}, and refused: {_errors.Words(failure)}. {_errors.Clocks(failure)}{_request.WhenRefused}")
        {
            IsUnauthenticated = failure.Status == "UNAUTHENTICATED",
        }
        : _errors.Unanswered(failure);

    public NebiusRegistryException BadAnswer(string what, string? requestId) => _errors.BadAnswer(what, requestId);
}
