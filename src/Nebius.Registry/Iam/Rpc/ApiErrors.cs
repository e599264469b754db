namespace Nebius.Registry.Iam.Rpc;

/// <summary>Makes coded errors of failed calls of the Nebius API.</summary>
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
            $"Can't {subject.Action}: a quota is used up ({_errors.Words(failure)})",
            "Delete what you no longer need, or request a higher limit in the console. To see the quotas:\n"
            + "  nebius quotas quota-allowance list --parent-id <tenant-id>"),
        { Status: "UNAUTHENTICATED" } => Refused(
            MessageCodes.ApiUnauthenticated,
            $"The Nebius API rejected {Who} ({_errors.Words(failure)})",
            Unauthenticated(failure),
            isUnauthenticated: true),
        { Status: "PERMISSION_DENIED" } => Refused(
            MessageCodes.ApiDenied, $"The account of {Who} may not {subject.Action} ({_errors.Words(failure)})", advice.WhenDenied),
        { Status: NotFound } => Refused(
            MessageCodes.ApiNotFound, $"Can't {subject.Action}: not found ({_errors.Words(failure)})", advice.WhenNotFound),
        { Status: "ALREADY_EXISTS" } => Refused(
            MessageCodes.NameTaken, $"Can't {subject.Action}: the name is taken ({_errors.Words(failure)})", advice.WhenTaken),
        { Status: "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" or "ABORTED" } => Refused(
            MessageCodes.ApiRefused,
            $"Can't {subject.Action}: the Nebius API refused the request ({_errors.Words(failure)})",
            string.Empty),
        _ => _errors.Unanswered(failure),
    } : _errors.Unanswered(failure);

    /// <summary>Makes the error of an answer that isn't valid.</summary>
    public NebiusRegistryException BadAnswer(string what, string? requestId = null) => _errors.BadAnswer(what, requestId);

    /// <summary>Returns whether the service itself says that something doesn't exist.</summary>
    public static bool IsNotFound(RpcFailure failure) => IsWordOfService(failure) && failure.Status == NotFound;

    // A proxy's "403 Forbidden" becomes a status, too.
    private static bool IsWordOfService(RpcFailure failure) => failure is { Fault: null, HttpStatus: null };

    private static NebiusRegistryException Refused(string code, string what, string advice, bool isUnauthenticated = false) =>
        new(code, $"{what}. {advice}".TrimEnd())
        {
            IsUnauthenticated = isUnauthenticated,
        };

    private string Unauthenticated(RpcFailure failure) => _errors.Clocks(failure)
        + (access.Origin is null or EnvironmentVariables.AccessToken
            ? "It has expired (after 12 hours), was revoked, or isn't an access token, as a static key isn't. "
                + $"Get a new one, or unset {EnvironmentVariables.AccessToken} so that another source is used:\n"
            : $"Check {access.Origin}, or use an access token of your own:\n")
        + $"  {Shell.Current.SetFrom(EnvironmentVariables.AccessToken, "nebius iam get-access-token")}";
}

/// <summary>The advice for refused calls.</summary>
internal sealed record ApiAdvice
{
    /// <summary>Gets the advice for an account without the right.</summary>
    public required string WhenDenied { get; init; }

    /// <summary>Gets the advice when something that the call names doesn't exist.</summary>
    public required string WhenNotFound { get; init; }

    /// <summary>Gets the advice when a name is taken.</summary>
    public string WhenTaken { get; init; } = "Choose another name.";
}
