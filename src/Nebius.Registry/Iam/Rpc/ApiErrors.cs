namespace Nebius.Registry.Iam.Rpc;

/// <summary>Makes coded errors of failed calls of Nebius's API.</summary>
/// <param name="subject">What was asked.</param>
/// <param name="access">Who asked.</param>
/// <param name="time">The clock of this machine, which a refusal may be about.</param>
internal sealed class ApiErrors(RpcSubject subject, ApiAccess access, TimeProvider time)
{
    public const string NotFound = "NOT_FOUND";

    private readonly RpcErrors _errors = new(subject, time);

    private string Who => access.Origin is { } origin ? $"the access token from {origin}" : "the access token";

    /// <summary>Makes the error of a failure.</summary>
    public NebiusRegistryException Of(RpcFailure failure, ApiAdvice advice) => IsWordOfService(failure) ? failure switch
    {
        { IsOutOfQuota: true } => Refused(
            MessageCodes.QuotaExceeded,
            failure,
            "A quota is used up, so trying again does not help. Delete what is no longer needed, or ask for more in the console, under "
            + "'Limits' ('nebius quotas quota-allowance list --parent-id <tenant id>')."),
        { Status: "UNAUTHENTICATED" } => Refused(
            MessageCodes.ApiUnauthenticated, failure, Unauthenticated(failure), isUnauthenticated: true),
        { Status: "PERMISSION_DENIED" } => Refused(MessageCodes.ApiDenied, failure, advice.WhenDenied),
        { Status: NotFound } => Refused(MessageCodes.ApiNotFound, failure, advice.WhenNotFound),
        { Status: "ALREADY_EXISTS" } => Refused(MessageCodes.NameTaken, failure, advice.WhenTaken),
        { Status: "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" or "ABORTED" } => Refused(
            MessageCodes.ApiRefused, failure, "What the service says tells what to change."),
        _ => _errors.Unanswered(failure),
    } : _errors.Unanswered(failure);

    /// <summary>Makes the error of an answer that makes no sense.</summary>
    public NebiusRegistryException BadAnswer(string what, string? requestId = null) => _errors.BadAnswer(what, requestId);

    /// <summary>Tells whether the service itself says that something does not exist.</summary>
    public static bool IsNotFound(RpcFailure failure) => IsWordOfService(failure) && failure.Status == NotFound;

    // A proxy's "403 Forbidden" becomes a status, too.
    private static bool IsWordOfService(RpcFailure failure) => failure is { Fault: null, HttpStatus: null };

    private NebiusRegistryException Refused(string code, RpcFailure failure, string advice, bool isUnauthenticated = false) =>
        new(code, $"{subject.Attempt} with {Who}, and refused: {_errors.Words(failure)}. {advice}")
        {
            IsUnauthenticated = isUnauthenticated,
        };

    private string Unauthenticated(RpcFailure failure) => $"The access token is not accepted. {_errors.Clocks(failure)}"
        + (access.Origin is null or EnvironmentVariables.AccessToken
            ? $"Access tokens live for 12 hours: "
                + $"take a new one ('export {EnvironmentVariables.AccessToken}=$(nebius iam get-access-token)'), or "
                + $"'unset {EnvironmentVariables.AccessToken}' so that another source is used. A static key is no access token."
            : $"Look whether {access.Origin} is still good, or use your own token: 'export "
                + $"{EnvironmentVariables.AccessToken}=$(nebius iam get-access-token)'.");
}

/// <summary>What to look at and to type when a call is refused.</summary>
internal sealed record ApiAdvice
{
    /// <summary>Gets what to do when the account may not do it.</summary>
    public required string WhenDenied { get; init; }

    /// <summary>Gets what to do when something that the call names is not there.</summary>
    public required string WhenNotFound { get; init; }

    /// <summary>Gets what to do when a name is taken.</summary>
    public string WhenTaken { get; init; } = "Take another name.";
}
