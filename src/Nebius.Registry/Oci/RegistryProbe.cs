using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Checks whether a registry would allow a push or pull. A login doesn't prove it: the token server grants any scope, and permissions are
/// checked when an upload starts or a manifest is read. So the probe does that, and cancels the upload.
/// </summary>
internal sealed partial class RegistryProbe
{
    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets the factory of the handler of a probe. It must not follow redirects, and is disposed of by the probe.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.CreateForOneConnection;

    /// <summary>Gets the timeout of a probe.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Probes the registry of a credential.</summary>
    /// <param name="credential">The credential. It is sent to its own host only, over https (loopback may use plain http).</param>
    /// <param name="repository">The repository's path, such as <c>e00abc/app</c>.</param>
    /// <param name="action">The action to check.</param>
    /// <param name="reference">For a pull, the tag or digest; null checks whether the repository may be read at all.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>The result, also when the registry can't be reached.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<ProbeResult> ProbeAsync(
        RegistryCredential credential, string repository, RegistryAction action, string? reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(repository);
        using var connection = Connect(credential.Host);
        return await ProbeAsync(connection, credential, repository, action, reference, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a connection for several probes of one registry. The caller disposes of it.</summary>
    internal RegistryConnection Connect(RegistryHost host) => new(host, CreateHandler());

    /// <summary>Sends an anonymous <c>GET /v2/</c>, and checks the realm of the challenge.</summary>
    /// <returns>Accepted, unless there was no response or the realm is on another host.</returns>
    internal async Task<ProbeResult> PingAsync(RegistryConnection connection, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(Timeout, Time, cancellationToken);
        try
        {
            var ping = await connection.PingAsync(linked.Token).ConfigureAwait(false);
            return ping.UntrustedRealm(connection.Host) ?? ping.Result with { Status = ProbeStatus.Accepted };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = ConnectionFault.Of(exception, connection.Address, connection.Proxy);
            return ProbeResponse.Missing($"GET {PingResponse.Path}", fault, linked.HasElapsed);
        }
    }

    /// <summary>Probes the registry over a connection that may be shared.</summary>
    internal async Task<ProbeResult> ProbeAsync(
        RegistryConnection connection,
        RegistryCredential credential,
        string repository,
        RegistryAction action,
        string? reference,
        CancellationToken cancellationToken)
    {
        if (!ImageName.IsRepository(repository) || (reference is not null && !Reference().IsMatch(reference)))
        {
            // It would change the address of the request.
            return new ProbeResult
            {
                Status = ProbeStatus.Other,
                Request = $"GET {PingResponse.Path}",
                Error = "no valid repository or tag, so not asked",
            };
        }

        return await RunAsync(
            connection,
            credential,
            (client, end) => new ProbeSession(client, repository, action).RunAsync(reference, end),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Checks whether the registry accepts a credential at all, as <c>docker login</c> does. It doesn't check permissions.
    /// </summary>
    /// <returns>The result, also when the registry can't be reached.</returns>
    internal Task<ProbeResult> LogInAsync(RegistryConnection connection, RegistryCredential credential, CancellationToken cancellationToken)
    {
        return RunAsync(connection, credential, LogInOnceAsync, cancellationToken);

        static async Task<ProbeResult> LogInOnceAsync(RegistryClient client, CancellationToken end)
        {
            var (authorization, refusal) = await RegistryAuthenticator.ForAsync(client, scope: string.Empty, end).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }

            var ping = client.At(PingResponse.Path);
            using var response = await client.SendAsync(HttpMethod.Get, ping, authorization, end).ConfigureAwait(false);
            return await client.ClassifyAsync(response, end).ConfigureAwait(false);
        }
    }

    private async Task<ProbeResult> RunAsync(
        RegistryConnection connection,
        RegistryCredential credential,
        Func<RegistryClient, CancellationToken, Task<ProbeResult>> probe,
        CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(Timeout, Time, cancellationToken);
        var requests = new RegistryClient(connection, credential);
        try
        {
            return await probe(requests, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = ConnectionFault.Of(exception, connection.Address, connection.Proxy);
            return ProbeResponse.Missing(requests.Current, fault, linked.HasElapsed);
        }
    }

    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
    [GeneratedRegex(@"\A(?:[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}|[a-z0-9]+:[a-zA-Z0-9=_-]{32,128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}

/// <summary>The requests of one probe.</summary>
/// <param name="client">The client of the registry.</param>
/// <param name="repository">The repository's path.</param>
/// <param name="action">The action to check.</param>
internal sealed class ProbeSession(RegistryClient client, string repository, RegistryAction action)
{
    private string Scope => $"repository:{repository}:{(action == RegistryAction.Push ? "pull,push" : "pull")}";

    /// <summary>Checks whether the registry would allow the push or pull.</summary>
    /// <param name="reference">The tag or digest to pull; null checks whether the repository may be read at all.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    public async Task<ProbeResult> RunAsync(string? reference, CancellationToken cancellationToken)
    {
        var (authorization, refusal) = await RegistryAuthenticator.ForAsync(client, Scope, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        return action == RegistryAction.Push
            ? await PushAsync(authorization, cancellationToken).ConfigureAwait(false)
            : await PullAsync(reference, authorization, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProbeResult> PushAsync(AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var (result, upload) = await BeginUploadAsync(authorization, cancellationToken).ConfigureAwait(false);
        if (upload is not null)
        {
            await CancelAsync(upload, authorization, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    // The response is disposed of here: over HTTP/1.1 it would block the connection that the cancellation needs.
    private async Task<(ProbeResult Result, Uri? Upload)> BeginUploadAsync(
        AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var uploads = client.At($"/v2/{repository}/blobs/uploads/");
        using var response = await client.SendAsync(HttpMethod.Post, uploads, authorization, cancellationToken).ConfigureAwait(false);
        var result = await client.ClassifyAsync(response, cancellationToken).ConfigureAwait(false);
        return (result, response.StatusCode == HttpStatusCode.Accepted ? client.Follow(response) : null);
    }

    private async Task<ProbeResult> PullAsync(
        string? reference, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var manifest = client.At($"/v2/{repository}/manifests/{reference ?? "latest"}");
        using var response = await client.SendAsync(HttpMethod.Get, manifest, authorization, cancellationToken).ConfigureAwait(false);
        var result = await client.ClassifyAsync(response, cancellationToken).ConfigureAwait(false);

        // The registry checks permissions before the tag: when only the default tag is missing, the repository may be read.
        return result.Status == ProbeStatus.ManifestUnknown && reference is null ? result with { Status = ProbeStatus.Accepted } : result;
    }

    // The upload would otherwise be left for the registry to clean up. A failure does not change the result of the probe.
    private async Task CancelAsync(Uri upload, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        try
        {
            (await client.SendAsync(HttpMethod.Delete, upload, authorization, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
        }
    }
}
