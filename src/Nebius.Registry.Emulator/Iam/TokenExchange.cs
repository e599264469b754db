using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>
/// nebius.iam.v1.TokenExchangeService: a signed JWT, a token of another identity provider or an access token for an access token. The
/// fields are those of https://www.rfc-editor.org/rfc/rfc8693.
/// </summary>
internal sealed class TokenExchange(EmulatorState state) : TokenExchangeService.TokenExchangeServiceBase
{
    private const string TokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string SubjectIdentifierType = "urn:nebius:params:oauth:token-type:subject_identifier";

    public override Task<CreateTokenResponse> Exchange(ExchangeTokenRequest request, ServerCallContext context)
    {
        foreach (var secret in SecretsOf(request))
        {
            state.Secrets.Add(secret);
        }

        try
        {
            var account = FindSubject(request);
            var token = state.Iam.IssueAccessToken(account);
            RequestNotes.Set(context.GetHttpContext(), account.Id);
            state.Iam.CountExchange(succeeded: true);
            return Task.FromResult(Answer(token, context.GetHttpContext().Request.Host.Host));
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
            SubjectIdentifierType => ByActor(request),
            _ => throw Invalid("subject_token_type is not supported"),
        };
    }

    private ServiceAccount BySignedToken(ExchangeTokenRequest request)
    {
        if (request.ActorToken.Length > 0 || request.ActorTokenType.Length > 0)
        {
            throw Invalid("a signed subject token goes without an actor token");
        }

        return Verified(() => new SubjectTokenVerifier(state.Iam, state.Options.Time).Verify(request.SubjectToken));
    }

    private ServiceAccount ByActor(ExchangeTokenRequest request)
    {
        if (request.SubjectToken.Length == 0 || request.ActorToken.Length == 0)
        {
            throw Invalid("a subject identifier goes with an actor token");
        }

        return request.ActorTokenType switch
        {
            JwtType => ByFederatedToken(request),
            AccessTokenType => ByImpersonation(request),
            _ => throw Invalid("actor_token_type is not supported"),
        };
    }

    private ServiceAccount ByFederatedToken(ExchangeTokenRequest request)
    {
        var (issuer, subject) =
            Verified(() => new FederatedTokenVerifier(state.OidcProviders, state.Options.Time).Verify(request.ActorToken));

        // The same answer whether the account is unknown or has no such credentials: IDs can't be probed.
        return state.Iam.FindAccount(request.SubjectToken) is { } account && state.Iam.IsFederated(account, issuer, subject)
            ? account
            : throw Refused(
                StatusCode.Unauthenticated, "no federated credentials of the subject match issuer and subject of the actor token");
    }

    private ServiceAccount ByImpersonation(ExchangeTokenRequest request)
    {
        var caller = state.Iam.FindByAccessToken(request.ActorToken)
            ?? throw Refused(StatusCode.Unauthenticated, "the actor token is not valid");
        return state.Iam.FindAccount(request.SubjectToken) is { } target && state.Iam.MayImpersonate(caller.Name, target)
            ? target
            : throw Refused(StatusCode.PermissionDenied, "the actor may not impersonate the subject");
    }

    // A subject identifier is not a secret.
    private static IEnumerable<string> SecretsOf(ExchangeTokenRequest request) =>
        new[] { request.SubjectTokenType == SubjectIdentifierType ? "" : request.SubjectToken, request.ActorToken }
            .Where(text => text.Length > 0);

    private static T Verified<T>(Func<T> verify)
    {
        try
        {
            return verify();
        }
        catch (TokenRefusedException exception)
        {
            throw Refused(StatusCode.Unauthenticated, exception.Message);
        }
    }

    private CreateTokenResponse Answer(AccessToken token, string host) => new()
    {
        AccessToken = token.Value,
        IssuedTokenType = AccessTokenType,
        TokenType = state.Faults.TryTake<TokenTypeFault>(EmulatorEndpoint.TokenExchange, host)?.Value ?? "Bearer",
        ExpiresIn = (long)(token.ExpiresAt - state.Options.Time.GetUtcNow()).TotalSeconds,
    };

    private static RpcException Invalid(string message) => Refused(StatusCode.InvalidArgument, message);

    private static RpcException Refused(StatusCode status, string message) => new(new Status(status, message));
}
