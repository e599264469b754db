using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>Something that goes wrong. Plan it with <see cref="FaultPlan.Add"/>.</summary>
public abstract record Fault
{
    private protected Fault()
    {
    }

    /// <summary>Waits, by the world's TimeProvider, and then answers as usual.</summary>
    public static Fault Delay(TimeSpan delay) => new DelayFault(delay);

    /// <summary>Never answers; ends when the client gives up or the world stops.</summary>
    public static Fault Hang() => new HangFault();

    /// <summary>Answers with a bare HTTP status, and Retry-After when given.</summary>
    public static Fault Status(int statusCode, TimeSpan? retryAfter = null) => new StatusFault(statusCode, retryAfter);

    /// <summary>302 to another address.</summary>
    public static Fault Redirect(string location) => new RedirectFault(location);

    /// <summary>200 with this body, in place of the regular one.</summary>
    public static Fault Body(string text, string mediaType = "application/json") => new BodyFault(text, mediaType);

    /// <summary>200 with a JSON text that goes on for this many bytes.</summary>
    public static Fault Oversized(long bytes = 64 * 1024 * 1024) => new OversizedFault(bytes);

    /// <summary>429 with the registry's error body.</summary>
    public static Fault TooManyRequests(TimeSpan? retryAfter = null) =>
        new RegistryErrorFault(429, "TOOMANYREQUESTS", "too many requests", retryAfter);

    /// <summary>403 with the registry's error body.</summary>
    public static Fault Denied() => new RegistryErrorFault(403, "DENIED", "requested access to the resource is denied", null);

    /// <summary>401 with the registry's error body and no challenge.</summary>
    public static Fault Unauthorized() =>
        new RegistryErrorFault(401, "UNAUTHORIZED", "authentication required: failed to get profile", null);

    /// <summary>A gRPC status instead of an answer; with Unknown and "520 ..." it is the proxy in front of the service.</summary>
    public static Fault Grpc(StatusCode statusCode, string message = "injected by a test") => new GrpcFault(statusCode, message);

    /// <summary>A gRPC status with a nebius.common.v1.ServiceError in its details; with a resource id it is of the kind "permission denied".</summary>
    public static Fault ServiceError(
        StatusCode statusCode,
        string code,
        RetryType retryType = RetryType.Unspecified,
        string service = "iam",
        string? resourceId = null,
        string message = "injected by a test") => new ServiceErrorFault(statusCode, code, retryType, service, resourceId, message);

    /// <summary>gRPC UNAVAILABLE.</summary>
    public static Fault Unavailable() => Grpc(StatusCode.Unavailable);

    /// <summary>gRPC RESOURCE_EXHAUSTED.</summary>
    public static Fault ResourceExhausted() => Grpc(StatusCode.ResourceExhausted);

    /// <summary>Cuts the connection without an answer.</summary>
    /// <remarks>HttpClient asks again by itself, a few times, after a request without a body: plan it for as many.</remarks>
    public static Fault Cut() => new CutFault(0);

    /// <summary>Reads this much of the request's body and then cuts the connection: half an upload.</summary>
    public static Fault CutAfter(long bytes) => new CutFault(bytes);

    /// <summary>Does what the request asks, throws the answer away and cuts the connection: the answer that is lost on its way.</summary>
    public static Fault CutAfterEffect() => new CutAfterEffectFault();

    /// <summary>The next 401 of a registry names this realm instead of its own.</summary>
    public static Fault Realm(string realm) => new RealmFault(realm);

    /// <summary>The next token exchange answers with this token type.</summary>
    public static Fault TokenType(string tokenType) => new TokenTypeFault(tokenType);
}

internal sealed record DelayFault(TimeSpan Length) : Fault;

internal sealed record HangFault : Fault;

internal sealed record StatusFault(int StatusCode, TimeSpan? RetryAfter) : Fault;

internal sealed record RedirectFault(string Location) : Fault;

internal sealed record BodyFault(string Text, string MediaType) : Fault;

internal sealed record OversizedFault(long Bytes) : Fault;

internal sealed record RegistryErrorFault(int StatusCode, string Code, string Message, TimeSpan? RetryAfter) : Fault;

internal record GrpcFault(StatusCode StatusCode, string Message) : Fault;

internal sealed record ServiceErrorFault(
    StatusCode StatusCode, string Code, RetryType RetryType, string Service, string? ResourceId, string Message)
    : GrpcFault(StatusCode, Message);

internal sealed record CutFault(long AfterBytes) : Fault;

internal sealed record CutAfterEffectFault : Fault;

internal sealed record RealmFault(string Value) : Fault;

internal sealed record TokenTypeFault(string Value) : Fault;

/// <summary>What a service says of trying again; the names and numbers of nebius.common.v1.ServiceError.RetryType.</summary>
public enum RetryType
{
    Unspecified = 0,

    /// <summary>The same call may succeed.</summary>
    Call = 1,

    /// <summary>What led to the call must be done again.</summary>
    UnitOfWork = 2,

    /// <summary>It will not get better.</summary>
    Nothing = 3,
}
