using Nebius.Registry.Credentials;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Benchmarks.Probe;

/// <summary>The whole chain with the environment's settings: in a new process, again from the disk, and from memory.</summary>
internal static class Chain
{
    private const int Later = 20;

    public static async Task<string> MeasureAsync()
    {
        var result = Clock.Line("cold", await Clock.TimeAsync(() => ResolveAsync(new CredentialChainOptions())));
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            result += $"loaded {assembly.GetName().Name}\n";
        }

        for (var i = 0; i < Later; i++)
        {
            result += Clock.Line("disk", await Clock.TimeAsync(FromDiskAsync));
            result += Clock.Line("memory", await Clock.TimeAsync(() => ResolveAsync(new CredentialChainOptions())));
        }

        return result;
    }

    /// <summary>Finds the credential as the next process would, except that this one has compiled the code already.</summary>
    public static Task FromDiskAsync() => ResolveAsync(new CredentialChainOptions { Memory = new TokenMemoryCache() });

    private static async Task ResolveAsync(CredentialChainOptions options)
    {
        try
        {
            var resolution = await new CredentialChain(options).ResolveAsync(RegistryHost.ForRegion("eu-west1"), CancellationToken.None);
            if (resolution.Credential is not { IsCached: true })
            {
                throw new InvalidOperationException("The credential is not from the cache.");
            }
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.NoCredential)
        {
            // Nothing is configured, which is measured too.
        }
    }
}
