using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Logins;

/// <summary>Removes a login: the helper's entry, a login in the file, and one in docker's store.</summary>
/// <param name="settings">Where docker is looked for.</param>
internal sealed class LoginRemoval(NebiusSettings settings)
{
    /// <summary>Logs out.</summary>
    /// <param name="request">The registry and the file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was removed, and what was left.</returns>
    /// <exception cref="NebiusRegistryException">The file can't be edited, or docker did not log out.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<LoginRemovalReport> RunAsync(SavedLoginRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var there = request.Check();

        // The helper's entry first: with it, docker would ask the helper to erase, not the store.
        var entries = request.KeepsHelper ? new HelperEntriesReport([], []) : await HelperEntries.ApplyAsync(
            new HelperEntriesRequest { File = request.File, Hosts = [request.Host.Name], Helper = HelperEntries.OwnHelper, Removes = true },
            cancellationToken).ConfigureAwait(false);
        List<string> changes = [.. entries.Changes];
        List<string> notes = [.. entries.Notes];
        if (changes.Count > 0)
        {
            notes.Add(
                $"the helper's entry for {request.Host} in '{Redactor.Name(request.File)}' is removed too. To add it again:\n"
                + $"  nebius-registry configure {request.Host}{(request.IsPodman ? " --podman" : string.Empty)}");
        }

        if (there.HasStore && request.File == ConfigFilePaths.OfDocker(settings) && ToolLogin.FindDocker(settings) is { } docker)
        {
            // It may hold a login although a helper was asked in its place, and without an entry in the file.
            await docker.LogOutAsync(request.Host, cancellationToken).ConfigureAwait(false);
            changes.Add($"- login for {request.Host} in docker's store");
        }
        else if (there.HasStore)
        {
            notes.Add(
                $"'{Redactor.Name(request.File)}' keeps logins in a store ('credsStore'), where a login may remain. To remove it, install "
                + "docker:\n"
                + $"  docker logout {request.Host}");
        }

        // The .NET SDK also reads a key in another case.
        var rules = request.IsPodman ? LoginRules.Podman : LoginRules.Default;
        if (await InlineAuths.RemoveAsync(request.File, request.Host, rules, cancellationToken).ConfigureAwait(false))
        {
            changes.Add($"- login for {request.Host} in '{Redactor.Name(request.File)}'");
        }

        return new LoginRemovalReport(changes, notes);
    }
}

/// <summary>The result of a logout.</summary>
/// <param name="Changes">What was removed, a line each; empty when there was nothing to remove.</param>
/// <param name="Notes">What was left, and why, a line each.</param>
internal sealed record LoginRemovalReport(IReadOnlyList<string> Changes, IReadOnlyList<string> Notes);
