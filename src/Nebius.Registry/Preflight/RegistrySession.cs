using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Preflight;

/// <summary>One registry during one preflight: one connection, one credential.</summary>
internal sealed class RegistrySession : IDisposable
{
    private readonly RegistryProbe _probe;
    private readonly RegistryConnection _connection;
    private readonly ICredentialProvider _finder;
    private readonly Lazy<Task<CredentialResolution>> _credential;

    /// <summary>Begins a visit: the connection is opened at once.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="probe">What asks.</param>
    /// <param name="finder">Finds the credential.</param>
    /// <param name="cancellationToken">Ends the visit.</param>
    public RegistrySession(
        RegistryHost host,
        RegistryProbe probe,
        ICredentialProvider finder,
        CancellationToken cancellationToken)
    {
        (Host, _probe, _finder) = (host, probe, finder);
        _connection = probe.Connect(host);
        _credential = new(() => finder.ResolveAsync(host, cancellationToken));
        Ping = _probe.PingAsync(_connection, cancellationToken);
    }

    /// <summary>Gets the registry.</summary>
    public RegistryHost Host { get; }

    /// <summary>Gets what the registry says to a stranger; where there was no answer, that.</summary>
    public Task<ProbeResult> Ping { get; }

    /// <summary>Finds the credential, once for all who ask.</summary>
    /// <exception cref="NebiusRegistryException">There is none, or it cannot be used.</exception>
    public Task<CredentialResolution> CredentialAsync() => _credential.Value;

    /// <summary>Asks the registry what it would say to a push or a pull; a kept token that it refuses is got anew, once.</summary>
    /// <returns>Who asked in the end, and the answer.</returns>
    /// <exception cref="NebiusRegistryException">There is no new token.</exception>
    public async Task<(RegistryCredential Credential, ProbeResult Result)> ProbeAsync(
        RegistryCredential credential, string repository, RegistryAction action, string? reference, CancellationToken cancellationToken)
    {
        var result = await _probe.ProbeAsync(_connection, credential, repository, action, reference, cancellationToken).ConfigureAwait(false);
        if (result.Status == ProbeStatus.Unauthorized
            && await _finder.RenewAsync(credential, cancellationToken).ConfigureAwait(false) is { Credential: { } renewed })
        {
            return (renewed, await _probe.ProbeAsync(_connection, renewed, repository, action, reference, cancellationToken).ConfigureAwait(false));
        }

        return (credential, result);
    }

    /// <summary>Asks the registry whether it accepts the credential at all; a kept token that it refuses is got anew, once.</summary>
    /// <returns>Who asked in the end, and the answer.</returns>
    /// <exception cref="NebiusRegistryException">There is no new token.</exception>
    public async Task<(RegistryCredential Credential, ProbeResult Result)> LogInAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        var result = await _probe.LogInAsync(_connection, credential, cancellationToken).ConfigureAwait(false);
        return result.Status == ProbeStatus.Unauthorized
            && await _finder.RenewAsync(credential, cancellationToken).ConfigureAwait(false) is { Credential: { } renewed }
                ? (renewed, await _probe.LogInAsync(_connection, renewed, cancellationToken).ConfigureAwait(false))
                : (credential, result);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
