using System.Collections.Concurrent;
using Microsoft.Build.Framework;
using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The credentials of one build: the push takes what the preflight check has found, which matters where a program is asked. The engine
/// keeps them in memory until the build ends; they are never logged.
/// </summary>
internal sealed class BuildCredentials : ICredentialProvider
{
    // Taken at once: a check that goes on after its task can't ask the engine.
    private readonly ConcurrentDictionary<string, CredentialResolution>? _cache;
    private readonly CredentialChainOptions _options;
    private readonly string _settings;

    /// <param name="engine">The task's engine.</param>
    /// <param name="options">The chain's options.</param>
    /// <param name="settings">All that was set in this project, as one text: another project's credential may be another one.</param>
    public BuildCredentials(IBuildEngine engine, CredentialChainOptions options, string settings) =>
        (_cache, _options, _settings) = (CacheOf(engine as IBuildEngine4), options, $"{settings}|{BuildEnvironment.Fingerprint()}");

    /// <inheritdoc />
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        if (_cache is not null && _cache.TryGetValue(KeyOf(host), out var found) && IsWanted(found))
        {
            return found;
        }

        return Keep(host, await new CredentialChain(_options).ResolveAsync(host, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public async Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        _cache?.TryRemove(KeyOf(refused.Host), out _);
        var renewed = await new CredentialChain(_options).RenewAsync(refused, cancellationToken).ConfigureAwait(false);
        return renewed is null ? null : Keep(refused.Host, renewed);
    }

    /// <inheritdoc />
    public bool HasAccessToken() => new CredentialChain(_options).HasAccessToken();

    /// <inheritdoc />
    public Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken) =>
        new CredentialChain(_options).ResolveAccessTokenAsync(cancellationToken);

    /// <inheritdoc />
    public Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken) =>
        new CredentialChain(_options).RenewAccessTokenAsync(refused, cancellationToken);

    private static ConcurrentDictionary<string, CredentialResolution>? CacheOf(IBuildEngine4? engine)
    {
        if (engine?.GetRegisteredTaskObject(typeof(BuildCredentials), RegisteredTaskObjectLifetime.Build)
            is ConcurrentDictionary<string, CredentialResolution> registered)
        {
            return registered;
        }

        // Two tasks at the same time may each make one, which costs one more search for a credential.
        var cache = new ConcurrentDictionary<string, CredentialResolution>(StringComparer.Ordinal);
        engine?.RegisterTaskObject(typeof(BuildCredentials), cache, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return engine is null ? null : cache;
    }

    private CredentialResolution Keep(RegistryHost host, CredentialResolution resolution)
    {
        // A static key costs nothing to find again, and a rotation may replace its file while the build compiles.
        if (resolution.Credential is { Source: not CredentialSourceKind.StaticKey } && _cache is not null)
        {
            _cache[KeyOf(host)] = resolution;
        }

        return resolution;
    }

    private bool IsWanted(CredentialResolution found) => LivesLongEnough(found)

        // The preflight reads docker's logins itself; the SDK's own push is left to the SDK.
        && !(_options.LeavesDockerConfigToSdk && found.Credential!.Source == CredentialSourceKind.DockerConfig);

    // A build takes its time between the preflight check and the push; a token that was too short from the start is not asked for again.
    private bool LivesLongEnough(CredentialResolution found)
    {
        var wasShort = found.Warnings.Any(warning => warning.Code == MessageCodes.TokenExpiresSoon);
        var minimum = wasShort ? TimeSpan.Zero : _options.MinimumLifetime;
        return new TokenFreshness(_options.Time, minimum).IsLongEnough(found.Credential!.ExpiresAt);
    }

    // A target may set a key after the preflight: then the one that was found before it must not be used.
    private string KeyOf(RegistryHost host) => $"{host}|{_settings}";
}
