namespace Nebius.Registry.Tests.Support;

/// <summary>Hosts and credentials for tests.</summary>
internal static class Hosts
{
    public static RegistryHost EuWest1 { get; } = RegistryHost.ForRegion("eu-west1");

    public static RegistryHost Trusted(string name)
    {
        var settings = new NebiusSettings { Environment = variable => variable == EnvironmentVariables.TrustedRegistryHosts ? name : null };
        return RegistryHost.Examine(name, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts)).Host!;
    }

    public static RegistryCredential Credential(
        string password, RegistryHost? host = null, CredentialSourceKind source = CredentialSourceKind.StaticKey) => new()
        {
            Host = host ?? EuWest1,
            Password = new Secret(password),
            Source = source,
            Origin = source switch
            {
                CredentialSourceKind.StaticKey => EnvironmentVariables.StaticKey,
                CredentialSourceKind.AccessToken => EnvironmentVariables.AccessToken,
                _ => $"{EnvironmentVariables.AuthorizedKeyFile} (/home/me/key.json)",
            },
        };
}
