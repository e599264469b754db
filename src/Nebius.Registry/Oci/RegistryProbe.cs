using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Asks a registry what it would say to a push or a pull. A login proves nothing there: the token server is optimistic, and rights
/// are looked at when an upload begins or a manifest is read. So that is what the probe does; an upload that begins is cancelled.
/// </summary>
internal sealed partial class RegistryProbe
{
    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what makes the handler of a probe, which disposes it. It must not follow redirects.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.CreateForOneConnection;

    /// <summary>Gets the time that a probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Asks the registry of a credential.</summary>
    /// <param name="credential">Who asks, and where. It is sent to its own host alone, over https (loopback may be plain http).</param>
    /// <param name="repository">The repository's path, such as <c>e00abc/app</c>.</param>
    /// <param name="action">What is asked for.</param>
    /// <param name="reference">For a pull, the tag or digest; null asks whether the repository may be read at all.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>What the registry said. A registry that cannot be reached is a result, too.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<ProbeResult> ProbeAsync(
        RegistryCredential credential, string repository, RegistryAction action, string? reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(repository);
        using var connection = Connect(credential.Host);
        return await ProbeAsync(connection, credential, repository, action, reference, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells whether a text can be a repository's path, for which a registry can be asked.</summary>
    internal static bool IsRepository(string text) => Repository().IsMatch(text);

    /// <summary>Prepares a connection for several probes of one registry. The caller disposes it.</summary>
    internal RegistryConnection Connect(RegistryHost host) => new(host, CreateHandler());

    /// <summary>Asks what the registry says to a stranger, and whether it sends those who have a credential elsewhere with it.</summary>
    /// <returns>Accepted, unless there was no answer or the realm is another's.</returns>
    internal async Task<ProbeResult> PingAsync(RegistryConnection connection, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var ping = await connection.PingAsync(linked.Token).ConfigureAwait(false);
            return ping.UntrustedRealm(connection.Host) ?? ping.Result with { Status = ProbeStatus.Accepted };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ProbeResponse.Missing($"GET {PingResponse.Path}", ConnectionFault.Of(exception, connection.Address, connection.Proxy), limit.IsCancellationRequested);
        }
    }

    /// <summary>As the public method, over a connection that others use, too.</summary>
    internal async Task<ProbeResult> ProbeAsync(
        RegistryConnection connection,
        RegistryCredential credential,
        string repository,
        RegistryAction action,
        string? reference,
        CancellationToken cancellationToken)
    {
        if (!IsRepository(repository) || (reference is not null && !Reference().IsMatch(reference)))
        {
            // Nothing of the kind could be in a registry, and it would change the address that we ask.
            return new ProbeResult { Status = ProbeStatus.Other, Request = $"GET {PingResponse.Path}", Error = "no valid repository or tag, so not asked" };
        }

        return await AskAsync(
            connection, credential, (client, end) => new ProbeSession(client, repository, action).RunAsync(reference, end), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks whether the registry accepts a credential at all, as <c>docker login</c> does. That says nothing about what it may do.</summary>
    /// <returns>What the registry said. A registry that cannot be reached is a result, too.</returns>
    internal Task<ProbeResult> LogInAsync(RegistryConnection connection, RegistryCredential credential, CancellationToken cancellationToken)
    {
        return AskAsync(connection, credential, LogInOnceAsync, cancellationToken);

        static async Task<ProbeResult> LogInOnceAsync(RegistryClient client, CancellationToken end)
        {
            var (authorization, refusal) = await RegistryAuthenticator.ForAsync(client, scope: string.Empty, end).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }

            using var answer = await client.SendAsync(HttpMethod.Get, client.At(PingResponse.Path), authorization, end).ConfigureAwait(false);
            return await client.ClassifyAsync(answer, end).ConfigureAwait(false);
        }
    }

    private async Task<ProbeResult> AskAsync(
        RegistryConnection connection,
        RegistryCredential credential,
        Func<RegistryClient, CancellationToken, Task<ProbeResult>> ask,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var requests = new RegistryClient(connection, credential);
        try
        {
            return await ask(requests, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = ConnectionFault.Of(exception, connection.Address, connection.Proxy);
            return ProbeResponse.Missing(requests.Current, fault, limit.IsCancellationRequested);
        }
    }

    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}|[a-z0-9]+:[a-zA-Z0-9=_-]{32,128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}

/// <summary>The requests of one probe.</summary>
/// <param name="client">The client of the registry.</param>
/// <param name="repository">The repository's path.</param>
/// <param name="action">What is asked for.</param>
internal sealed class ProbeSession(RegistryClient client, string repository, RegistryAction action)
{
    private string Scope => $"repository:{repository}:{(action == RegistryAction.Push ? "pull,push" : "pull")}";

    /// <summary>Asks the registry what it would say to a push or a pull.</summary>
    /// <param name="reference">The tag or digest to pull; null asks whether the repository may be read at all.</param>
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

    // The answer is let go here: over HTTP/1.1 it would hold the one connection that the cancelling needs.
    private async Task<(ProbeResult Result, Uri? Upload)> BeginUploadAsync(AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var uploads = client.At($"/v2/{repository}/blobs/uploads/");
        using var answer = await client.SendAsync(HttpMethod.Post, uploads, authorization, cancellationToken).ConfigureAwait(false);
        var result = await client.ClassifyAsync(answer, cancellationToken).ConfigureAwait(false);
        return (result, answer.StatusCode == HttpStatusCode.Accepted ? client.Follow(answer.Headers.Location) : null);
    }

    private async Task<ProbeResult> PullAsync(
        string? reference, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var manifest = client.At($"/v2/{repository}/manifests/{reference ?? "latest"}");
        using var answer = await client.SendAsync(HttpMethod.Get, manifest, authorization, cancellationToken).ConfigureAwait(false);
        var result = await client.ClassifyAsync(answer, cancellationToken).ConfigureAwait(false);

        // Rights are looked at before the tag: nobody asked for this one, so that it is missing says "you may read".
        return result.Status == ProbeStatus.ManifestUnknown && reference is null ? result with { Status = ProbeStatus.Accepted } : result;
    }

    // An upload that nobody finishes would be left for the registry to clean up. The probe has its answer, whatever comes of this.
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
