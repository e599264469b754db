using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>A failure of a server or of the network. Plan it with <see cref="FaultPlan.Add"/>.</summary>
public abstract record Fault
{
    private protected Fault()
    {
    }

    /// <summary>Waits, by <see cref="EmulatorOptions.Time"/>, and then answers as usual.</summary>
    public static Fault Delay(TimeSpan delay) => new DelayFault(delay);

    /// <summary>Never answers. The request ends when the client cancels it or the world stops.</summary>
    public static Fault Hang() => new HangFault();

    /// <summary>Answers with an HTTP status and no body.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="retryAfter">The value of Retry-After, in whole seconds; no header if null.</param>
    public static Fault Status(int statusCode, TimeSpan? retryAfter = null) => new StatusFault(statusCode, retryAfter);

    /// <summary>Redirects to another address with 302.</summary>
    public static Fault Redirect(string location) => new RedirectFault(location);

    /// <summary>Answers 200 with this body instead of the regular one.</summary>
    public static Fault Body(string text, string mediaType = "application/json") => new BodyFault(text, mediaType);

    /// <summary>Answers with an error of a registry.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="code">The code, such as <c>MANIFEST_BLOB_UNKNOWN</c>.</param>
    /// <param name="message">The message.</param>
    public static Fault RegistryError(int statusCode, string code, string message) =>
        new RegistryErrorFault(statusCode, code, message, null);

    /// <summary>Answers 200 with a JSON body of about this many bytes, 64 MiB by default, without a Content-Length.</summary>
    public static Fault Oversized(long bytes = 64 * 1024 * 1024) => new OversizedFault(bytes);

    /// <summary>Answers 429 with the error body of a registry.</summary>
    /// <param name="retryAfter">The value of Retry-After, in whole seconds; no header if null.</param>
    public static Fault TooManyRequests(TimeSpan? retryAfter = null) =>
        new RegistryErrorFault(429, "TOOMANYREQUESTS", "too many requests", retryAfter);

    /// <summary>Answers 403 with the error body of a registry.</summary>
    public static Fault Denied() => new RegistryErrorFault(403, "DENIED", "requested access to the resource is denied", null);

    /// <summary>Answers 401 with the error body of a registry and no challenge.</summary>
    public static Fault Unauthorized() =>
        new RegistryErrorFault(401, "UNAUTHORIZED", "authentication required: failed to get profile", null);

    /// <summary>Answers with a gRPC status. Unknown with "520 ..." is what the proxy in front of the real service answers.</summary>
    public static Fault Grpc(StatusCode statusCode, string message = "injected by a test") => new GrpcFault(statusCode, message);

    /// <summary>Answers with a gRPC status that has a nebius.common.v1.ServiceError in its details.</summary>
    /// <param name="statusCode">The gRPC status.</param>
    /// <param name="code">The code of the ServiceError, such as <c>PermissionDenied</c>.</param>
    /// <param name="retryType">What the service says about a retry.</param>
    /// <param name="service">The service that failed.</param>
    /// <param name="resourceId">The resource in a PermissionDenied detail; no such detail if null.</param>
    /// <param name="message">The message of the status.</param>
    public static Fault ServiceError(
        StatusCode statusCode,
        string code,
        RetryType retryType = RetryType.Unspecified,
        string service = "iam",
        string? resourceId = null,
        string message = "injected by a test") => new ServiceErrorFault(statusCode, code, retryType, service, resourceId, message);

    /// <summary>Answers with the gRPC status UNAVAILABLE.</summary>
    public static Fault Unavailable() => Grpc(StatusCode.Unavailable);

    /// <summary>Answers with the gRPC status RESOURCE_EXHAUSTED.</summary>
    public static Fault ResourceExhausted() => Grpc(StatusCode.ResourceExhausted);

    /// <summary>Cuts the connection without an answer.</summary>
    /// <remarks>
    /// HttpClient repeats a request without a body a few times by itself: plan the fault with <c>times: int.MaxValue</c>.
    /// </remarks>
    public static Fault Cut() => new CutFault(0);

    /// <summary>Reads this many bytes of the request body and then cuts the connection: an interrupted upload.</summary>
    public static Fault CutAfter(long bytes) => new CutFault(bytes);

    /// <summary>Answers as usual, and cuts the connection after this many bytes of the body: an interrupted download.</summary>
    public static Fault CutAnswerAfter(long bytes) => new CutAnswerFault(bytes);

    /// <summary>Answers as usual, with another value of one header.</summary>
    /// <param name="name">The header.</param>
    /// <param name="value">The value; null for an answer without the header.</param>
    public static Fault Header(string name, string? value) => new HeaderFault(name, value);

    /// <summary>Handles the request, discards the answer and cuts the connection: an answer that is lost in transit.</summary>
    public static Fault CutAfterEffect() => new CutAfterEffectFault();

    /// <summary>Changes the realm in the challenge of a registry. Plan it for <see cref="EmulatorEndpoint.Challenge"/>.</summary>
    public static Fault Realm(string realm) => new RealmFault(realm);

    /// <summary>Changes the token type in the answer of an exchange. Plan it for <see cref="EmulatorEndpoint.TokenExchange"/>.</summary>
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

internal sealed record CutAnswerFault(long AfterBytes) : Fault;

internal sealed record HeaderFault(string HeaderName, string? Value) : Fault;

internal sealed record RealmFault(string Value) : Fault;

internal sealed record TokenTypeFault(string Value) : Fault;

/// <summary>What a service says about a retry, with the names and numbers of nebius.common.v1.ServiceError.RetryType.</summary>
public enum RetryType
{
    /// <summary>The service says nothing about it.</summary>
    Unspecified = 0,

    /// <summary>The same call may succeed later.</summary>
    Call = 1,

    /// <summary>The whole sequence of calls must be repeated.</summary>
    UnitOfWork = 2,

    /// <summary>A retry can't succeed.</summary>
    Nothing = 3,
}
