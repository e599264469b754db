using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Helm;

/// <summary>
/// Pushes charts to one registry with one credential, so that helm pulls and installs them: several at the same time if you like.
/// </summary>
public sealed class ChartPusher : IDisposable
{
    private const int AtOnce = 8;
    private const int LongestTag = 128;

    private readonly ICredentialProvider _finder;
    private readonly ChartPushOptions _options;
    private readonly RegistryConnection _connection;
    private readonly SharedCredential _credential;

    /// <summary>Makes a pusher.</summary>
    /// <param name="finder">What found the credential; asked again when a kept token is refused, or Nebius's API can explain a refusal.</param>
    /// <param name="credential">Who pushes, and where.</param>
    /// <param name="options">How; null for the defaults.</param>
    public ChartPusher(ICredentialProvider finder, RegistryCredential credential, ChartPushOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(credential);
        (_finder, _options) = (finder, options ?? new());
        _credential = new SharedCredential(finder, credential);
        _connection = new RegistryConnection(credential.Host, _options.CreateHandler());
    }

    /// <summary>Pushes several charts at the same time. One that fails does not end the others.</summary>
    /// <param name="charts">The charts.</param>
    /// <param name="cancellationToken">Ends the pushes.</param>
    /// <returns>What came of each, in the same order.</returns>
    /// <exception cref="NebiusRegistryException">Two of them would have the same tag, and nothing was pushed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    internal async Task<IReadOnlyList<ChartOutcome>> PushAllAsync(IReadOnlyList<ChartDestination> charts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (charts.GroupBy(chart => chart.Reference).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartTwice,
                $"Two charts would be {twice.Key}: {string.Join(" and ", twice.Select(chart => Redactor.Name(chart.Package.Path)))}. Give one of them another Repository or Version.");
        }

        using var places = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(charts.Select(PushInPlaceAsync)).ConfigureAwait(false);

        async Task<ChartOutcome> PushInPlaceAsync(ChartDestination chart)
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return new ChartOutcome(await PushAsync(chart.Package, chart.Repository, cancellationToken).ConfigureAwait(false), null);
            }
            catch (NebiusRegistryException error)
            {
                return new ChartOutcome(null, error);
            }
            finally
            {
                places.Release();
            }
        }
    }

    /// <summary>Pushes a chart. One that is there already, whoever has pushed it, is a success.</summary>
    /// <param name="package">The chart.</param>
    /// <param name="repository">Where to, see <see cref="ChartRepository.Resolve"/>.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>What is in the registry now.</returns>
    /// <exception cref="NebiusRegistryException">It was not pushed; the message says why, and what to type.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<PublishedChart> PushAsync(ChartPackage package, string repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentException.ThrowIfNullOrEmpty(repository);
        if (!RegistryProbe.IsRepository(repository) || package.Metadata.Tag.Length > LongestTag)
        {
            // It would change the address that we ask.
            throw new NebiusRegistryException(
                MessageCodes.ChartRepositoryInvalid,
                $"'{Redactor.Value(repository)}:{Redactor.Name(package.Metadata.Tag)}' is no reference: a repository has lower-case letters, digits, and single . _ - / between them, and a tag at most {LongestTag} characters.");
        }

        var name = $"{package.Metadata.Name} {package.Metadata.Version}";
        using var budget = new PushBudget(name, _connection.Host, _options.Limits, _options.Progress, _options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token);
        try
        {
            return await PushAsync(package, repository, budget, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (budget.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ChartPushTimeout.Of(name, $"{_connection.Host}/{repository}:{package.Metadata.Tag}", budget);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _credential.Dispose();
    }

    private async Task<PublishedChart> PushAsync(ChartPackage package, string repository, PushBudget budget, CancellationToken cancellationToken)
    {
        var credential = _credential.Current;
        for (var isRenewed = false; ; isRenewed = true)
        {
            try
            {
                return await PushAsync(package, repository, credential, budget, cancellationToken).ConfigureAwait(false);
            }
            catch (PushRefusedException refusal)
            {
                // What follows has limits of its own.
                budget.Suspend();

                // A kept token may have been revoked.
                var mayBeOld = refusal.Result.Status == ProbeStatus.Unauthorized && credential.IsCached && !isRenewed;
                var renewed = mayBeOld ? await _credential.RenewAsync(credential, cancellationToken).ConfigureAwait(false) : null;
                credential = renewed ?? throw await ExplainAsync(credential, repository, refusal.Result, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<PublishedChart> PushAsync(
        ChartPackage package, string repository, RegistryCredential credential, PushBudget budget, CancellationToken cancellationToken)
    {
        var session = new PushSession(_connection, credential, repository, budget, _options.Time);
        var push = new RepositoryPush(session, _options.Attempts, budget);
        var manifest = ChartManifest.Of(package);
        var published = new PublishedChart
        {
            Host = credential.Host,
            Repository = repository,
            Name = package.Metadata.Name,
            Version = package.Metadata.Version,
            Tag = package.Metadata.Tag,
            Digest = manifest.Text.Digest,
            IsLibrary = package.Metadata.Type == "library",
            WasThere = false,
        };
        var tag = new ChartTag(published, manifest, _options.Overwrites);
        if (tag.Check(await push.FindManifestAsync(published.Tag, cancellationToken).ConfigureAwait(false)) is { } there)
        {
            return there;
        }

        if (_options.HelmExecutable is { } helm)
        {
            budget.Suspend();
            await new HelmPush(helm, _options).PushAsync(package, repository, credential, cancellationToken).ConfigureAwait(false);

            // Later versions of helm write another manifest than we would.
            var theirs = await push.FindManifestAsync(published.Tag, cancellationToken).ConfigureAwait(false) ?? throw new NebiusRegistryException(
                MessageCodes.PushFailed, $"'helm push' succeeded, and {published.Host}/{repository}:{published.Tag} is not in the registry. Try again; if it stays, report it with this message.");
            return published with { Digest = theirs.Digest };
        }

        return await SendAsync(push, manifest, tag, published, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PublishedChart> SendAsync(
        RepositoryPush push, ChartManifest manifest, ChartTag tag, PublishedChart chart, CancellationToken cancellationToken)
    {
        var progress = new ChartProgress($"{chart.Name} {chart.Version}", manifest.Blobs.Sum(blob => blob.Size), _options.Progress, _options.Time);
        foreach (var blob in manifest.Blobs)
        {
            await push.SendAsync(blob, progress.Add, cancellationToken).ConfigureAwait(false);
        }

        // The tag may hold something else by now, or this very chart, where the answer to the last attempt was lost.
        var pushed = chart;
        await push.PutManifestAsync(chart.Tag, manifest.Text, ChartManifest.MediaType, MayPut, cancellationToken).ConfigureAwait(false);
        return pushed;

        bool MayPut(RemoteManifest? found)
        {
            var there = tag.Check(found);
            pushed = there is null ? chart : there with { WasThere = false };
            return there is null;
        }
    }

    private async Task<NebiusRegistryException> ExplainAsync(
        RegistryCredential credential, string repository, ProbeResult result, CancellationToken cancellationToken)
    {
        var failure = new PushFailure
        {
            Credential = credential,
            Repository = repository,
            Probe = result,
            Now = _options.Time.GetUtcNow(),
            IsOwnAnswer = true,
        };
        var advice = await new RefusalDiagnosis(_finder).AskAsync(failure, cancellationToken).ConfigureAwait(false) ?? PushAdvice.For(failure);
        return new NebiusRegistryException(advice.Code, advice.Message);
    }
}

/// <summary>How charts are pushed.</summary>
public sealed record ChartPushOptions
{
    /// <summary>Gets a value indicating whether a tag that has another content is moved to the new one.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Gets helm, an absolute path; null to push without it.</summary>
    public string? HelmExecutable { get; init; }

    /// <summary>Gets what is told, as a sentence, of a push that takes more than a second; null for nobody.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Gets the settings that say where the file with helm's login may be created.</summary>
    public NebiusSettings Settings { get; init; } = new();

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal PushRetryPolicy Attempts { get; init; } = new();

    internal PushLimits Limits { get; init; } = new();
}

/// <summary>A packed chart and where it goes.</summary>
/// <param name="Package">The chart.</param>
/// <param name="Repository">Where to, see <see cref="ChartRepository.Resolve"/>.</param>
internal sealed record ChartDestination(ChartPackage Package, string Repository)
{
    /// <summary>Gets the tag and the repository, which name one chart.</summary>
    internal string Reference => $"{Repository}:{Package.Metadata.Tag}";
}

/// <summary>What came of one chart among several.</summary>
/// <param name="Published">What is in the registry now; null when it was not pushed.</param>
/// <param name="Failure">Why it was not pushed; null when it was.</param>
internal sealed record ChartOutcome(PublishedChart? Published, NebiusRegistryException? Failure);

/// <summary>A credential that several pushes share. One that is refused is got anew once, and not by each of them.</summary>
/// <param name="finder">Where another one comes from.</param>
/// <param name="credential">The credential.</param>
internal sealed class SharedCredential(ICredentialProvider finder, RegistryCredential credential) : IDisposable
{
    private readonly SemaphoreSlim _renewal = new(1);

    /// <summary>Gets the credential that is good, as far as it is known.</summary>
    public RegistryCredential Current { get; private set; } = credential;

    /// <summary>Gets another one in place of one that was refused.</summary>
    /// <returns>The other one; null when there is none.</returns>
    public async Task<RegistryCredential?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        await _renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(refused, Current))
            {
                return Current;
            }

            if (await finder.RenewAsync(refused, cancellationToken).ConfigureAwait(false) is not { Credential: { } renewed })
            {
                return null;
            }

            return Current = renewed;
        }
        finally
        {
            _renewal.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();
}
