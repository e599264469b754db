namespace Nebius.Registry.Tool.DockerCredential;

/// <summary>What a helper works with: the environment, but nothing of the directory that it is started in, and no login of docker's, which asks it.</summary>
internal static class HelperSettings
{
    private static readonly string[] WithoutDocker =
    [
        nameof(CredentialSourceKind.StaticKey),
        nameof(CredentialSourceKind.AccessToken),
        nameof(CredentialSourceKind.AuthorizedKey),
        nameof(CredentialSourceKind.WorkloadIdentity),
        nameof(CredentialSourceKind.Profile),
        nameof(CredentialSourceKind.Cli),
    ];

    public static NebiusSettings Create() => WithoutDockersLogins(new NebiusSettings { StartDirectory = SafeDirectory });

    /// <summary>Leaves docker's logins out of the sources, whether they are named or not.</summary>
    public static NebiusSettings WithoutDockersLogins(NebiusSettings settings)
    {
        var asked = settings.FromEnvironment(EnvironmentVariables.CredentialSources)?.Value.Split('+', ';') ?? [];
        var named = asked.Select(name => name.Trim()).Where(name => !name.Equals(nameof(CredentialSourceKind.DockerConfig), StringComparison.OrdinalIgnoreCase)).ToArray();
        var isAuto = asked.Length == 0 || named is [var one] && one.Equals("Auto", StringComparison.OrdinalIgnoreCase);
        var sources = new SettingValue(
            string.Join('+', isAuto ? WithoutDocker : named), EnvironmentVariables.CredentialSources, settings.StartDirectory, SettingLevel.Typed);
        return settings with { Typed = new Dictionary<string, SettingValue> { [EnvironmentVariables.CredentialSources] = sources } };
    }

    private static string SafeDirectory => OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/";
}
