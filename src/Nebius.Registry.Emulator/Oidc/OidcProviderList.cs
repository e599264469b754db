using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>The identity providers that exist, by their issuer. IAM knows their keys, as if it had fetched them.</summary>
public sealed class OidcProviderList : IDisposable
{
    private readonly ConcurrentDictionary<string, OidcProvider> _providers = new(StringComparer.Ordinal);
    private readonly SecretList _secrets;
    private readonly TimeProvider _time;

    internal OidcProviderList(SecretList secrets, TimeProvider time)
    {
        _secrets = secrets;
        _time = time;
    }

    /// <summary>The provider of an issuer, new unless it is there already.</summary>
    /// <param name="issuer">The `iss` of its tokens, such as `https://token.example.test`.</param>
    public OidcProvider Add(string issuer) => _providers.GetOrAdd(issuer, name => new OidcProvider(name, _secrets, _time));

    public void Dispose()
    {
        foreach (OidcProvider provider in _providers.Values)
        {
            provider.Dispose();
        }
    }

    internal OidcProvider? Find(string issuer) => _providers.GetValueOrDefault(issuer);
}
