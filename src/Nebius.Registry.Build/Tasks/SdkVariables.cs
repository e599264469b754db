namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The variables for user names and passwords that the SDK's container tasks read, see
/// https://github.com/dotnet/sdk-container-builds/blob/main/docs/RegistryAuthentication.md. A pair counts when both parts are set. They are
/// the user's alone: the credential is handed over by a file (<see cref="SdkAuthFile"/>).
/// </summary>
internal static class SdkVariables
{
    private const string Push = "DOTNET_CONTAINER_PUSH_REGISTRY";
    private const string Pull = "DOTNET_CONTAINER_PULL_REGISTRY";
    private const string Any = "DOTNET_CONTAINER_REGISTRY";
    private const string AnyOld = "SDK_CONTAINER_REGISTRY";

    /// <summary>The pair that the user set for the push, if any.</summary>
    public static string? UsersPush => new[] { Push, Any, AnyOld }.FirstOrDefault(IsSet);

    /// <summary>The variables with a password that MSBuild writes into binary logs: it logs every DOTNET_ variable at its start.</summary>
    public static IEnumerable<string> LoggedPasswords => new[] { Push, Pull, Any }.Where(HasPassword).Select(PasswordOf);

    /// <summary>The pair that the user set for pulling the base image, if any.</summary>
    /// <param name="isOutputRegistry">Whether the base comes from the registry that is pushed to: only then are the general pairs
    /// read.</param>
    public static string? UsersPull(bool isOutputRegistry) =>
        (isOutputRegistry ? [Pull, Any, AnyOld] : new[] { Pull }).FirstOrDefault(IsSet);

    /// <summary>The user name of a pair that is set.</summary>
    public static string UserOf(string pair) => Environment.GetEnvironmentVariable(pair + "_UNAME")!;

    /// <summary>The password of a pair that is set.</summary>
    public static string SecretOf(string pair) => Environment.GetEnvironmentVariable(PasswordOf(pair))!;

    private static bool IsSet(string pair) =>
        HasPassword(pair) && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(pair + "_UNAME"));

    private static bool HasPassword(string pair) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PasswordOf(pair)));

    private static string PasswordOf(string pair) => pair + "_PWORD";
}
