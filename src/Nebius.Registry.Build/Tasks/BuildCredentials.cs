using System.Collections.Concurrent;
using Microsoft.Build.Framework;
using Nebius.Registry.Credentials;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The credentials of one build: what the preflight has found, the push does not look for again, which matters where a program is asked.
/// The engine keeps it in memory until the build ends; it is never logged.
/// </summary>
internal sealed class BuildCredentials : ICredentialProvider
{
    private readonly IBuildEngine4? _engine;
    private readonly CredentialChainOptions _options;
    private readonly string _settings;

    /// <param name="engine">The task's engine.</param>
    /// <param name="options">What the chain works with.</param>
    /// <param name="settings">All that was set in this project, as one text: another project's credential may be another one.</param>
    public BuildCredentials(IBuildEngine engine, CredentialChainOptions options, string settings) =>
        (_engine, _options, _settings) = (engine as IBuildEngine4, options, settings);

    /// <inheritdoc />
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        if (Kept is { } kept && kept.TryGetValue(KeyOf(host), out var found) && IsWanted(found))
        {
            return found;
        }

        return Keep(host, await new CredentialChain(_options).ResolveAsync(host, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public async Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        Kept?.TryRemove(KeyOf(refused.Host), out _);
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

    private ConcurrentDictionary<string, CredentialResolution>? Kept
    {
        get
        {
            if (_engine is null)
            {
                return null;
            }

            if (_engine.GetRegisteredTaskObject(typeof(BuildCredentials), RegisteredTaskObjectLifetime.Build) is not ConcurrentDictionary<string, CredentialResolution> kept)
            {
                // Two tasks at the same time may each make one; then a credential is looked for once more, and nothing else.
                kept = new ConcurrentDictionary<string, CredentialResolution>(StringComparer.Ordinal);
                _engine.RegisterTaskObject(typeof(BuildCredentials), kept, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            }

            return kept;
        }
    }

    private CredentialResolution Keep(RegistryHost host, CredentialResolution resolution)
    {
        if (resolution.Credential is not null && Kept is { } kept)
        {
            kept[KeyOf(host)] = resolution;
        }

        return resolution;
    }

    private bool IsWanted(CredentialResolution found) => LivesLongEnough(found)

        // The preflight reads docker's logins itself; the SDK's own push is left to the SDK.
        && !(_options.LeavesDockerConfigToSdk && found.Credential!.Source == CredentialSourceKind.DockerConfig);

    // The build between the preflight and the push takes its time. A token that was too short from the start would be no longer a second time.
    private bool LivesLongEnough(CredentialResolution found)
    {
        var wasShort = found.Warnings.Any(warning => warning.Code == MessageCodes.TokenExpiresSoon);
        return found.Credential!.ExpiresAt is not { } end || end - _options.Time.GetUtcNow() >= (wasShort ? TimeSpan.Zero : _options.MinimumLifetime);
    }

    // A target may set a key after the preflight: then the one that was found before it must not be used.
    private string KeyOf(RegistryHost host) => $"{host}|{_settings}|{EnvironmentFingerprint.Take()}";
}
