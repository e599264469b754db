using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Nebius.Registry.Emulator;

/// <summary>What every call of the API has in common: the ids of its answer, who calls, and that a change happens once for its key.</summary>
internal sealed class ApiInterceptor(EmulatorState state) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        // The ids travel in the initial metadata, also when the call fails.
        await context.WriteResponseHeadersAsync(new Metadata
        {
            { "x-request-id", Guid.NewGuid().ToString() },
            { "x-trace-id", Guid.NewGuid().ToString("N") },
        }).ConfigureAwait(false);

        // An authorization header of the exchange is ignored: the SDKs send none, and what one would do is not known.
        if (context.Method != ApiRoutes.TokenExchange)
        {
            ApiCaller.Authenticate(context, state.Iam);
        }

        return ApiRoutes.IsChange(context.Method)
            ? await state.Changes.RunAsync(request, context, continuation).ConfigureAwait(false)
            : await continuation(request, context).ConfigureAwait(false);
    }
}

/// <summary>Who makes a call of the API.</summary>
internal static class ApiCaller
{
    private static readonly object Key = new();

    /// <exception cref="RpcException">Only a living access token will do: a static key is for its own service.</exception>
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

    public static Identity Of(ServerCallContext context) => (Identity)context.UserState[Key];
}
