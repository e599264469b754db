using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Nebius.Registry.Emulator;

/// <summary>What all calls of the API have in common: request IDs, authentication, and idempotency of changes.</summary>
internal sealed class ApiInterceptor(EmulatorState state) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        // The IDs are in the initial metadata, also if the call fails.
        await context.WriteResponseHeadersAsync(new Metadata
        {
            { "x-request-id", Guid.NewGuid().ToString() },
            { "x-trace-id", Guid.NewGuid().ToString("N") },
        }).ConfigureAwait(false);

        // The SDKs send no Authorization header with an exchange, and its effect is not known, so it is ignored.
        if (context.Method != ApiRoutes.TokenExchange)
        {
            ApiCaller.Authenticate(context, state.Iam);
        }

        return ApiRoutes.IsChange(context.Method)
            ? await state.IdempotentChanges.RunAsync(request, context, continuation).ConfigureAwait(false)
            : await continuation(request, context).ConfigureAwait(false);
    }
}

/// <summary>The authenticated caller of the API.</summary>
internal static class ApiCaller
{
    private static readonly object Key = new();

    /// <summary>Authenticates the caller by its access token.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: no valid access token. A static key is not accepted.</exception>
    public static void Authenticate(ServerCallContext context, IamDirectory iam)
    {
        var http = context.GetHttpContext();
        if (AuthorizationHeader.BearerOf(http.Request) is not { } token || iam.FindByAccessToken(token) is not { } caller)
        {
            throw ApiErrors.Iam.Unauthenticated();
        }

        RequestNotes.Set(http, caller.Name);
        context.UserState[Key] = caller;
    }

    /// <summary>Returns the caller, which <see cref="Authenticate"/> has found.</summary>
    public static Identity Of(ServerCallContext context) => (Identity)context.UserState[Key];
}
