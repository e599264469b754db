namespace Nebius.Registry.Credentials;

/// <summary>The first source that has something, in the order that was asked for.</summary>
/// <param name="Source">The source.</param>
/// <param name="Presence">What it has.</param>
/// <param name="Shadowed">A line for each source behind it that has something, too, unless the sources were named.</param>
internal sealed record SourceChoice(ICredentialSource Source, SourceAvailability Presence, IReadOnlyList<string> Shadowed)
{
    /// <summary>Chooses a source.</summary>
    /// <param name="settings">What the user set.</param>
    /// <param name="sources">All sources.</param>
    /// <param name="host">The registry; null for an access token for Nebius's API.</param>
    /// <param name="purpose">What the credential is for, in words.</param>
    /// <exception cref="NebiusRegistryException">None has anything.</exception>
    public static SourceChoice Of(NebiusSettings settings, IReadOnlyList<ICredentialSource> sources, RegistryHost? host, string purpose)
    {
        var selection = SourceSelection.From(settings);
        var selected = selection.Of(sources);
        var presences = selected.Select(source => source.Check(host)).ToArray();
        var winner = Array.FindIndex(presences, presence => presence.IsPresent);
        return winner < 0
            ? throw new NebiusRegistryException(MessageCodes.NoCredential, NoCredentialText.For(purpose, selection, presences))
            : new SourceChoice(selected[winner], presences[winner], selection.Origin is null ? [.. Behind(selected, presences, winner)] : []);
    }

    private static IEnumerable<string> Behind(ICredentialSource[] sources, SourceAvailability[] presences, int winner)
    {
        for (var i = winner + 1; i < sources.Length; i++)
        {
            // The program being installed is nothing that somebody set; whether it could give a token is not known without running it.
            if (presences[i].IsPresent && sources[i].Kind != CredentialSourceKind.Cli)
            {
                yield return $"{presences[i].Origin} is set too, but {presences[winner].Origin} comes first. "
                    + $"To use it: -p:NebiusCredentialSources={sources[i].Kind}";
            }
        }
    }
}
