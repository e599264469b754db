using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Preflight;

/// <summary>One registry during one preflight: one connection, one credential.</summary>
internal sealed class RegistrySession : IDisposable
{
    private readonly RegistryProbe _probe;
    private readonly RegistryConnection _connection;
    private readonly ICredentialProvider _provider;
    private readonly Lazy<Task<CredentialResolution>> _credential;

    /// <summary>Begins a session: the connection is opened at once.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="probe">What asks.</param>
    /// <param name="provider">Finds the credential.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public RegistrySession(
        RegistryHost host,
        RegistryProbe probe,
        ICredentialProvider provider,
        CancellationToken cancellationToken)
    {
        (Host, _probe, _provider) = (host, probe, provider);
        _connection = probe.Connect(host);
        _credential = new(() => provider.ResolveAsync(host, cancellationToken));
        Ping = _probe.PingAsync(_connection, cancellationToken);
    }

    /// <summary>Gets the registry.</summary>
    public RegistryHost Host { get; }

    /// <summary>Gets the registry's answer to an anonymous client, or why there was none.</summary>
    public Task<ProbeResult> Ping { get; }

    /// <summary>Finds the credential, once for all who ask.</summary>
    /// <exception cref="NebiusRegistryException">There is none, or it can't be used.</exception>
    public Task<CredentialResolution> CredentialAsync() => _credential.Value;

    /// <summary>Asks the registry whether it accepts a push or a pull; a cached token that it rejects is renewed once.</summary>
    /// <returns>The credential that was used in the end, and the answer.</returns>
    /// <exception cref="NebiusRegistryException">A new token can't be obtained.</exception>
    public Task<(RegistryCredential Credential, ProbeResult Result)> ProbeAsync(
        RegistryCredential credential, string repository, RegistryAction action, string? reference, CancellationToken cancellationToken) =>
        _provider.WithFreshCredentialAsync(
            credential,
            asker => _probe.ProbeAsync(_connection, asker, repository, action, reference, cancellationToken),
            IsRefusal,
            cancellationToken);

    /// <summary>Asks the registry whether it accepts the credential at all; a cached token that it rejects is renewed once.</summary>
    /// <returns>The credential that was used in the end, and the answer.</returns>
    /// <exception cref="NebiusRegistryException">A new token can't be obtained.</exception>
    public Task<(RegistryCredential Credential, ProbeResult Result)> LogInAsync(
        RegistryCredential credential, CancellationToken cancellationToken) =>
        _provider.WithFreshCredentialAsync(
            credential, asker => _probe.LogInAsync(_connection, asker, cancellationToken), IsRefusal, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static bool IsRefusal(ProbeResult result) => result.Status == ProbeStatus.Unauthorized;
}
