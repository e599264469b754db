using Nebius.Registry.Credentials;

namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>Creates one source, and checks whether it is set.</summary>
internal static class Looks
{
    private const int Later = 20;

    public static string Measure(string source)
    {
        var kind = Enum.Parse<CredentialSourceKind>(source);
        var (host, options) = (RegistryHost.ForRegion("eu-west1"), new CredentialChainOptions());
        var result = Clock.Line("first", Clock.Time(() => Check(kind, options, host)));
        for (var i = 0; i < Later; i++)
        {
            result += Clock.Line("later", Clock.Time(() => Check(kind, options, host)));
        }

        return result;
    }

    private static void Check(CredentialSourceKind kind, CredentialChainOptions options, RegistryHost host)
    {
        if (Make(kind, options).Check(host).IsPresent)
        {
            throw new InvalidOperationException($"{kind} is not absent.");
        }
    }

    private static ICredentialSource Make(CredentialSourceKind kind, CredentialChainOptions options) => kind switch
    {
        CredentialSourceKind.StaticKey => new StaticKeySource(options),
        CredentialSourceKind.AccessToken => new AccessTokenSource(options),
        CredentialSourceKind.AuthorizedKey => new AuthorizedKeySource(options),
        CredentialSourceKind.WorkloadIdentity => new WorkloadIdentitySource(options),
        CredentialSourceKind.DockerConfig => new DockerConfigSource(options),
        CredentialSourceKind.Profile => new ProfileSource(options),
        CredentialSourceKind.Cli => new CliSource(options),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
