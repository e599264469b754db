using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Emulator;

/// <summary>nebius.iam.v1.TokenExchangeService.</summary>
/// <remarks>An authorization header is ignored: the SDKs send none, and what one would do is not known.</remarks>
internal sealed class TokenExchange(EmulatorState state) : TokenExchangeService.TokenExchangeServiceBase
{
    private const string TokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string SubjectIdentifierType = "urn:nebius:params:oauth:token-type:subject_identifier";

    public override async Task<CreateTokenResponse> Exchange(ExchangeTokenRequest request, ServerCallContext context)
    {
        // The ids travel in the initial metadata, also when the call fails.
        await context.WriteResponseHeadersAsync(new Metadata
        {
            { "x-request-id", Guid.NewGuid().ToString() },
            { "x-trace-id", Guid.NewGuid().ToString("N") },
        });
        if (request.SubjectToken.Length > 0)
        {
            state.Secrets.Add(request.SubjectToken);
        }

        try
        {
            ServiceAccount account = FindSubject(request);
            AccessToken token = state.Iam.IssueAccessToken(account);
            RequestNotes.Set(context.GetHttpContext(), account.Id);
            state.Iam.CountExchange(succeeded: true);
            return Answer(token, context.GetHttpContext().Request.Host.Host);
        }
        catch (RpcException)
        {
            state.Iam.CountExchange(succeeded: false);
            throw;
        }
    }

    private ServiceAccount FindSubject(ExchangeTokenRequest request)
    {
        if (request.GrantType != TokenExchangeGrant)
        {
            throw Invalid("grant_type must be " + TokenExchangeGrant);
        }

        if (request.RequestedTokenType != AccessTokenType)
        {
            throw Invalid("requested_token_type must be " + AccessTokenType);
        }

        return request.SubjectTokenType switch
        {
            JwtType => BySignedToken(request),
            SubjectIdentifierType => throw Invalid("the emulator does not know federated credentials and impersonation yet"),
            _ => throw Invalid("subject_token_type is not supported"),
        };
    }

    private ServiceAccount BySignedToken(ExchangeTokenRequest request)
    {
        if (request.ActorToken.Length > 0 || request.ActorTokenType.Length > 0)
        {
            throw Invalid("a signed subject token goes without an actor token");
        }

        try
        {
            return new SubjectTokenVerifier(state.Iam, state.Options.Time).Verify(request.SubjectToken);
        }
        catch (SubjectTokenException exception)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, exception.Message));
        }
    }

    private CreateTokenResponse Answer(AccessToken token, string host) => new()
    {
        AccessToken = token.Value,
        IssuedTokenType = AccessTokenType,
        TokenType = state.Faults.TryTake<TokenTypeFault>(EmulatorEndpoint.TokenExchange, host)?.Value ?? "Bearer",
        ExpiresIn = (long)(token.ExpiresAt - state.Options.Time.GetUtcNow()).TotalSeconds,
    };

    private static RpcException Invalid(string message) => new(new Status(StatusCode.InvalidArgument, message));
}
