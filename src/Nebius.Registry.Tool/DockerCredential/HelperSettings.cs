namespace Nebius.Registry.Tool.DockerCredential;

/// <summary>What a helper works with: the environment, but nothing of the directory that it is started in, and no login of docker's, which asks it.</summary>
internal static class HelperSettings
{
    public static NebiusSettings Create() => WithoutDockerLogins(new NebiusSettings { StartDirectory = SafeDirectory });

    /// <summary>Excludes docker logins from the sources, even when NEBIUS_CREDENTIAL_SOURCES names them.</summary>
    public static NebiusSettings WithoutDockerLogins(NebiusSettings settings) => settings with { ExcludedSources = [CredentialSourceKind.DockerConfig] };

    private static string SafeDirectory => OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/";
}
