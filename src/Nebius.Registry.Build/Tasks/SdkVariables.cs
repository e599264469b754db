namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The environment variables that the SDK's container tasks read, see
/// https://github.com/dotnet/sdk-container-builds/blob/main/docs/RegistryAuthentication.md. A pair counts when both parts are set.
/// </summary>
internal static class SdkVariables
{
    public const string Push = "DOTNET_CONTAINER_PUSH_REGISTRY";
    public const string Pull = "DOTNET_CONTAINER_PULL_REGISTRY";

    private const string Any = "DOTNET_CONTAINER_REGISTRY";
    private const string AnyOld = "SDK_CONTAINER_REGISTRY";

    /// <summary>The pair that the user set for the push, if any.</summary>
    public static string? UsersPush => new[] { Push, Any, AnyOld }.FirstOrDefault(IsSet);

    /// <summary>The variables with a password that MSBuild writes into binary logs: it logs every DOTNET_ variable at its start.</summary>
    public static IEnumerable<string> LoggedPasswords => new[] { Push, Pull, Any }.Where(HasPassword).Select(PasswordOf);

    /// <summary>The pair that the user set for pulling the base image, if any.</summary>
    /// <param name="isOutputRegistry">Whether the base comes from the registry that is pushed to: only then are the general pairs read.</param>
    public static string? UsersPull(bool isOutputRegistry) =>
        (isOutputRegistry ? [Pull, Any, AnyOld] : new[] { Pull }).FirstOrDefault(IsSet);

    public static void Set(string pair, RegistryCredential credential)
    {
        Environment.SetEnvironmentVariable(UserOf(pair), credential.UserName);
        Environment.SetEnvironmentVariable(PasswordOf(pair), credential.Password.Reveal());
    }

    public static void Clear(string pair)
    {
        Environment.SetEnvironmentVariable(UserOf(pair), null);
        Environment.SetEnvironmentVariable(PasswordOf(pair), null);
    }

    /// <summary>Tells whether we may have set a variable.</summary>
    /// <param name="name">The variable.</param>
    public static bool MayBeOurs(string name) =>
        new[] { UserOf(Push), PasswordOf(Push), UserOf(Pull), PasswordOf(Pull) }.Contains(name);

    private static bool IsSet(string pair) => HasPassword(pair) && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(UserOf(pair)));

    private static bool HasPassword(string pair) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PasswordOf(pair)));

    private static string UserOf(string pair) => pair + "_UNAME";

    private static string PasswordOf(string pair) => pair + "_PWORD";
}
