using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>Who makes a call of the API.</summary>
internal static class ApiCaller
{
    private static readonly object Key = new();

    /// <exception cref="RpcException">Only a living access token will do: a static key is for its own service.</exception>
    public static void Authenticate(ServerCallContext context, IamDirectory iam)
    {
        HttpContext http = context.GetHttpContext();
        if (AuthorizationHeader.BearerOf(http.Request) is not { } token || iam.FindByAccessToken(token) is not { } caller)
        {
            throw ApiErrors.Iam.Unauthenticated();
        }

        RequestNotes.Set(http, caller.Name);
        context.UserState[Key] = caller;
    }

    public static Identity Of(ServerCallContext context) => (Identity)context.UserState[Key];
}
