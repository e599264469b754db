namespace Nebius.Registry.DockerConfig;

/// <summary>
/// Tells docker and podman which program has the credential for which registry: the section <c>credHelpers</c> of their files.
/// </summary>
internal static class HelperEntries
{
    /// <summary>What the helper that comes with the Nebius CLI is called there.</summary>
    public const string NebiusCliHelper = "nebius";

    /// <summary>The name of this project's helper there: docker starts <c>docker-credential-nebius-registry</c>.</summary>
    public const string OwnHelper = "nebius-registry";

    private const string Section = "credHelpers";

    /// <summary>
    /// Gets the regions that the documentation of Container Registry lists: https://docs.nebius.com/container-registry/authentication
    /// </summary>
    public static IReadOnlyList<string> DocumentedRegions { get; } =
    [
        "eu-north1",
        "eu-north2",
        "eu-west1",
        "me-west1",
        "uk-south1",
        "us-central1",
    ];

    /// <summary>Adds or removes the entries.</summary>
    /// <param name="request">Which, and where.</param>
    /// <param name="cancellationToken">Ends the wait for other programs that edit the file.</param>
    /// <returns>What was changed, and what was left and why.</returns>
    /// <exception cref="NebiusRegistryException">The file cannot be edited, and is as it was.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<HelperEntriesReport> ApplyAsync(HelperEntriesRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var changes = new List<string>();
        var notes = new List<string>();
        if (request.Removes && !File.Exists(request.File))
        {
            return new HelperEntriesReport(changes, notes);
        }

        await ConfigFileEdit.RunAsync(
            request.File,
            file =>
            {
                changes.Clear();
                notes.Clear();
                Apply(file, request, changes, notes);
                return changes.Count > 0;
            },
            ownerOnly: false,
            cancellationToken).ConfigureAwait(false);
        return new HelperEntriesReport(changes, notes);
    }

    private static void Apply(ConfigFileJson file, HelperEntriesRequest request, List<string> changes, List<string> notes)
    {
        if (file.HadByteOrderMark && !request.Removes)
        {
            changes.Add("- the byte order mark at its beginning, with which docker and podman can't read the file");
        }

        foreach (var host in request.Hosts)
        {
            var there = file.Text(Section, host);
            if (request.Removes)
            {
                Remove(file, host, there, request, changes, notes);
                continue;
            }

            Add(file, host, there, request, changes, notes);
            if (file.HasContent("auths", host))
            {
                notes.Add(
                    $"{host} also has a login in 'auths', which isn't used. To remove it: "
                    + LoginCommands.RemoveStored(host, request.File, isPodman: Path.GetFileName(request.File) != "config.json"));
            }
        }

        if (changes.Count > 0)
        {
            file.RemoveIfEmpty(Section);
        }
    }

    private static void Add(
        ConfigFileJson file, string host, string? there, HelperEntriesRequest request, List<string> changes, List<string> notes)
    {
        if (there == request.Helper)
        {
            return;
        }

        if (there is not null && !request.Replaces)
        {
            notes.Add(
                $"{host} already has the helper '{DockerCredentialHelperClient.Shown(there)}', which is kept; "
                + $"--replace changes it to '{request.Helper}'");
            return;
        }

        file.Set(Section, host, request.Helper);
        changes.Add(
            there is null
                ? $"+ \"{host}\": \"{request.Helper}\""
                : $"~ \"{host}\": \"{DockerCredentialHelperClient.Shown(there)}\" -> \"{request.Helper}\"");
    }

    private static void Remove(
        ConfigFileJson file, string host, string? there, HelperEntriesRequest request, List<string> changes, List<string> notes)
    {
        if (there == request.Helper)
        {
            file.Remove(Section, host);
            changes.Add($"- \"{host}\": \"{DockerCredentialHelperClient.Shown(there)}\"");
        }
        else if (there is not null)
        {
            notes.Add($"{host} has the helper '{DockerCredentialHelperClient.Shown(there)}', not '{request.Helper}', and is kept");
        }
    }
}

/// <summary>Which entries of <c>credHelpers</c> are wanted, and where.</summary>
internal sealed record HelperEntriesRequest
{
    /// <summary>Gets the file, see <see cref="ConfigFilePaths"/>.</summary>
    public required string File { get; init; }

    /// <summary>Gets the registries' hosts.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Gets the helper's name, as it is without <c>docker-credential-</c>.</summary>
    public string Helper { get; init; } = HelperEntries.OwnHelper;

    /// <summary>Gets a value indicating whether another helper's entry is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>Gets a value indicating whether the entries are taken away again.</summary>
    public bool Removes { get; init; }
}

/// <summary>What came of an edit of <c>credHelpers</c>.</summary>
/// <param name="Changes">A line for each entry that was changed, beginning with +, ~ or -; none when all was as wanted.</param>
/// <param name="Notes">What was left, and why, and what else a user should know.</param>
internal sealed record HelperEntriesReport(IReadOnlyList<string> Changes, IReadOnlyList<string> Notes);
