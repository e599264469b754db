using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Helm;

/// <summary>
/// Pushes charts to one registry with one credential. Several charts can be pushed at the same time.
/// </summary>
public sealed class ChartPusher : IDisposable
{
    private const int AtOnce = 8;
    private const int LongestTag = 128;

    private readonly ICredentialProvider _provider;
    private readonly ChartPushOptions _options;
    private readonly RegistryConnection _connection;
    private readonly RegistryConnection? _ownConnection;
    private readonly SharedCredential _credential;

    /// <summary>Creates a pusher.</summary>
    /// <param name="provider">
    /// The provider of the credential. It is asked again when a cached token is rejected, or to explain a refusal.
    /// </param>
    /// <param name="credential">The credential, with its registry.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public ChartPusher(ICredentialProvider provider, RegistryCredential credential, ChartPushOptions? options = null)
        : this(provider, credential, options, connection: null)
    {
    }

    /// <summary>Creates a pusher for a connection that is open already.</summary>
    /// <param name="provider">The provider of the credential.</param>
    /// <param name="credential">The credential, with its registry.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="connection">The connection to that registry, which the caller disposes; null for one of the pusher's own.</param>
    internal ChartPusher(
        ICredentialProvider provider, RegistryCredential credential, ChartPushOptions? options, RegistryConnection? connection)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(credential);
        if (connection is not null && connection.Host != credential.Host)
        {
            throw new ArgumentException("The credential is for another registry.", nameof(connection));
        }

        (_provider, _options) = (provider, options ?? new());
        _credential = new SharedCredential(provider, credential);
        _ownConnection = connection is null ? new RegistryConnection(credential.Host, _options.CreateHandler()) : null;
        _connection = connection ?? _ownConnection!;
    }

    /// <summary>Pushes several charts at the same time. A failure does not stop the others.</summary>
    /// <param name="charts">The charts.</param>
    /// <param name="cancellationToken">Ends the pushes.</param>
    /// <returns>The outcomes, in the same order.</returns>
    /// <exception cref="NebiusRegistryException">Two charts have the same reference; nothing was pushed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    internal async Task<IReadOnlyList<ChartOutcome>> PushAllAsync(
        IReadOnlyList<ChartDestination> charts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (charts.GroupBy(chart => chart.Reference).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartTwice,
                $"Two charts have the reference {twice.Key}: "
                + $"{string.Join(" and ", twice.Select(chart => Redactor.Name(chart.Package.Path)))}. Nothing was pushed. "
                + CommandsToType.SeparateCharts());
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

    /// <summary>Pushes a chart. It succeeds if the same chart is already in the registry.</summary>
    /// <param name="package">The chart.</param>
    /// <param name="repository">The repository, see <see cref="ChartRepository.Resolve"/>.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>The chart in the registry.</returns>
    /// <exception cref="NebiusRegistryException">It wasn't pushed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<PublishedChart> PushAsync(ChartPackage package, string repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentException.ThrowIfNullOrEmpty(repository);
        if (!ImageName.IsRepository(repository) || package.Metadata.Tag.Length > LongestTag)
        {
            // It would change the address of the request.
            throw new NebiusRegistryException(
                MessageCodes.ChartRepositoryInvalid,
                $"'{Redactor.Value(repository)}:{Redactor.Name(package.Metadata.Tag)}' isn't a valid reference. "
                + "Expected: a repository of lower-case letters and digits with single . _ - / between, and a tag of at most "
                + $"{LongestTag} characters.");
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

    /// <summary>Checks that a copy of a chart may get its tag in this registry.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="NebiusRegistryException">The tag holds another chart, or something else.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    internal async Task CheckTagAsync(PublishedChart copy, CancellationToken cancellationToken)
    {
        using var budget = new PushBudget(copy.Name, _connection.Host, _options.Limits, _options.Progress, _options.Time);
        using var access = RepositoryAccess.ForPush(copy.Repository);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token);
        var session = new RepositorySession(_connection, _credential.Current, access, budget, _options.Time);
        try
        {
            var push = new RepositoryPush(session, _options.Attempts, budget);
            new ChartTag(copy, null, _options.Overwrites)
                .Check(await push.FindManifestAsync(copy.Tag, linked.Token).ConfigureAwait(false));
        }
        catch (PushRefusedException)
        {
            // The copy itself is refused, too, and explains it.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // So does a copy that gets no answer.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ownConnection?.Dispose();
        _credential.Dispose();
    }

    private async Task<PublishedChart> PushAsync(
        ChartPackage package, string repository, PushBudget budget, CancellationToken cancellationToken)
    {
        var credential = _credential.Current;
        for (var isRenewed = false; ; isRenewed = true)
        {
            try
            {
                return await new ChartPush(package, repository, credential, _options).RunAsync(_connection, budget, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (PushRefusedException refusal)
            {
                // What follows has its own timeouts.
                budget.Suspend();

                // A cached token may have been revoked.
                var mayBeOld = refusal.Result.Status == ProbeStatus.Unauthorized && credential.IsCached && !isRenewed;
                var renewed = mayBeOld ? await _credential.RenewAsync(credential, cancellationToken).ConfigureAwait(false) : null;
                credential = renewed
                    ?? throw await ExplainAsync(credential, repository, refusal.Result, cancellationToken).ConfigureAwait(false);
            }
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
        };
        var advice = await new RefusalDiagnosis(_provider).AskAsync(failure, cancellationToken).ConfigureAwait(false)
            ?? PushAdvice.For(failure);
        return new NebiusRegistryException(advice.Code, advice.Message);
    }
}

/// <summary>A packed chart and its destination.</summary>
/// <param name="Package">The chart.</param>
/// <param name="Repository">The repository, see <see cref="ChartRepository.Resolve"/>.</param>
internal sealed record ChartDestination(ChartPackage Package, string Repository)
{
    /// <summary>Gets the repository and tag.</summary>
    internal string Reference => $"{Repository}:{Package.Metadata.Tag}";
}

/// <summary>The outcome of one chart among several.</summary>
/// <param name="Published">The chart in the registry; null when it wasn't pushed.</param>
/// <param name="Failure">The error; null when it was pushed.</param>
internal sealed record ChartOutcome(PublishedChart? Published, NebiusRegistryException? Failure);
