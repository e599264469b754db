using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Oci;

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
