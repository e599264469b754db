using Nebius.Registry.Credentials;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Copying;

/// <summary>One registry of NebiusCopyTo, found.</summary>
/// <param name="Destination">The entry.</param>
/// <param name="Host">The registry's host.</param>
/// <param name="From">The registry that is pushed to.</param>
/// <param name="List">All entries, for messages.</param>
internal sealed record CopyRegistry(
    CopyDestination Destination, RegistryHost Host, RegistryHost From, IReadOnlyList<CopyDestination> List)
{
    /// <summary>Returns the repository of a copy.</summary>
    /// <param name="repository">The repository of the original.</param>
    public string RepositoryFor(string repository) => Destination.RepositoryFor(repository, From);

    /// <summary>Returns the target of a copy.</summary>
    /// <param name="repository">The repository of the original.</param>
    /// <param name="tags">The tags that the copy gets.</param>
    public ImageCopyTarget TargetFor(string repository, IReadOnlyList<string> tags) => new(Host, RepositoryFor(repository), tags);

    /// <summary>Returns a problem with this registry, with the entry that names it.</summary>
    /// <param name="problem">The problem.</param>
    public Advice Explain(Advice problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new Advice(
            problem.Code, $"The copy to '{Redactor.Value(Destination.Text)}' ({CommandsToType.CopyTo}) can't work. {problem.Message}");
    }

    /// <summary>Has the messages of what is done now tell how to change this entry, and not the registry that is pushed to.</summary>
    public void UseInMessages() => CommandsToType.ListOfCopies = region => CopyRegistries.InRegion(List, Destination, region);

    /// <inheritdoc/>
    public override string ToString() => Destination.Text;
}

/// <summary>The registries of NebiusCopyTo.</summary>
internal sealed record CopyRegistries
{
    /// <summary>Gets the registries that were found, in the list's order.</summary>
    public IReadOnlyList<CopyRegistry> Found { get; private init; } = [];

    /// <summary>Gets why the others weren't found: the Nebius API doesn't know the ID, or can't be asked.</summary>
    public IReadOnlyList<NebiusRegistryException> Problems { get; private init; } = [];

    /// <summary>Returns the error for copies of what isn't pushed to a Nebius registry.</summary>
    /// <param name="destination">Where it goes, in words: <c>the archive 'app.tar.gz'</c>.</param>
    public static NebiusRegistryException WithoutTarget(string destination) => new(
        MessageCodes.CopyWithoutTarget,
        $"{CommandsToType.CopyTo} is set, but the image isn't pushed to a Nebius registry: it goes to {destination}. A copy is made from the "
        + $"registry that is pushed to. Push to a Nebius registry, or switch the copies off:\n  {CommandsToType.SetCopyTo(string.Empty)}");

    /// <summary>Finds the registries. The Nebius API is asked where those are that only their ID names, all at the same time.</summary>
    /// <param name="list">The list, as <see cref="CopyDestination.ParseAll"/> reads it.</param>
    /// <param name="host">The registry that is pushed to.</param>
    /// <param name="repository">The repository that is pushed to, which begins with the registry ID.</param>
    /// <param name="options">Where access tokens come from.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="NebiusRegistryException">An entry isn't valid, is there twice, or is the registry that is pushed to.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<CopyRegistries> FindAsync(
        string list, RegistryHost host, string repository, CredentialChainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        var entries = CopyDestination.ParseAll(list, options.Settings);
        Check(entries, host, repository);
        var outcomes = await Task.WhenAll(entries.Select(FindAsync)).ConfigureAwait(false);
        return new CopyRegistries
        {
            Found = [.. outcomes.Select(outcome => outcome.Registry).OfType<CopyRegistry>()],
            Problems = [.. outcomes.Select(outcome => outcome.Problem).OfType<NebiusRegistryException>()],
        };

        async Task<(CopyRegistry? Registry, NebiusRegistryException? Problem)> FindAsync(CopyDestination entry)
        {
            CommandsToType.ListOfCopies = region => InRegion(entries, entry, region);
            try
            {
                var found = entry.Host ?? KnownHost(entry, host, repository)
                    ?? await new RegistryLocator(options).FindAsync(entry.RegistryId, cancellationToken).ConfigureAwait(false);
                return (new CopyRegistry(entry, found, host, entries), null);
            }
            catch (NebiusRegistryException error)
            {
                return (null, new NebiusRegistryException(
                    error.Code, $"The copy to '{Redactor.Value(entry.Text)}' ({CommandsToType.CopyTo}) can't work. {error.Message}"));
            }
        }
    }

    /// <summary>Checks that no entry is the registry that is pushed to.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="host">The registry that is pushed to.</param>
    /// <param name="repository">The repository that is pushed to.</param>
    /// <exception cref="NebiusRegistryException">One is.</exception>
    internal static void Check(IReadOnlyList<CopyDestination> entries, RegistryHost host, string repository)
    {
        foreach (var entry in entries)
        {
            if ((entry.Host ?? KnownHost(entry, host, repository)) == host && entry.RepositoryFor(repository, host) == repository)
            {
                throw new NebiusRegistryException(
                    MessageCodes.CopyDestinationTwice,
                    $"'{Redactor.Value(entry.Text)}' in {CommandsToType.CopyTo} is the registry that is pushed to ({host}/{repository}). "
                    + "Remove it from the list.");
            }
        }
    }

    /// <summary>Returns the list with one of its registries in another region.</summary>
    internal static string InRegion(IEnumerable<CopyDestination> list, CopyDestination changed, string region) =>
        string.Join('+', list.Select(entry => Redactor.Value(entry == changed
            ? string.Join('/', new[] { region, entry.RegistryId, entry.Path }.OfType<string>())
            : entry.Text)));

    // The registry that is pushed to, under another path.
    private static RegistryHost? KnownHost(CopyDestination entry, RegistryHost host, string repository) =>
        repository.StartsWith(entry.RegistryId + "/", StringComparison.Ordinal) ? host : null;
}
