using System.Text;

namespace Nebius.Registry.Credentials;

/// <summary>Which sources are asked, in which order.</summary>
internal sealed record SourceSelection
{
    private const string Auto = "Auto";

    // Written out, as are the loops below: LINQ over an enumeration is compiled again in each process.
    private static readonly CredentialSourceKind[] Automatic =
    [
        CredentialSourceKind.StaticKey,
        CredentialSourceKind.AccessToken,
        CredentialSourceKind.AuthorizedKey,
        CredentialSourceKind.WorkloadIdentity,
        CredentialSourceKind.DockerConfig,
        CredentialSourceKind.Profile,
        CredentialSourceKind.Cli,
    ];

    private readonly CredentialSourceKind[] _excluded;
    private readonly CredentialSourceKind[] _kinds;

    private SourceSelection(CredentialSourceKind[] kinds, string? origin, CredentialSourceKind[] excluded) =>
        (_kinds, Origin, _excluded) = (kinds, origin, excluded);

    public IReadOnlyList<CredentialSourceKind> Kinds => _kinds;

    /// <summary>Gets the setting that named the sources; null for the automatic order.</summary>
    public string? Origin { get; }

    public IEnumerable<CredentialSourceKind> LeftOut => Origin is null ? [] : Automatic.Except(Kinds).Except(_excluded);

    /// <summary>Returns the sources of the selection, in its order.</summary>
    public ICredentialSource[] Of(IReadOnlyList<ICredentialSource> sources)
    {
        var selected = new List<ICredentialSource>();
        foreach (var kind in _kinds)
        {
            selected.Add(sources.Single(source => source.Kind == kind));
        }

        return [.. selected];
    }

    public static SourceSelection From(NebiusSettings settings)
    {
        var setting = settings.Find(EnvironmentVariables.CredentialSources);
        if (setting is null || setting.Value.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            return new SourceSelection(Without(settings.ExcludedSources, Automatic), null, settings.ExcludedSources);
        }

        CredentialSourceKind[] named = [.. ListValue.Split(setting.Value).Select(name => Parse(name, setting)).Distinct()];
        var kinds = Without(settings.ExcludedSources, named);
        return kinds.Length > 0 ? new SourceSelection(kinds, setting.Origin, settings.ExcludedSources)
            : throw (named.Length == 0 ? Unknown("nothing", setting.Origin) : OnlyExcluded(named, setting.Origin));
    }

    private static NebiusRegistryException OnlyExcluded(CredentialSourceKind[] named, string origin) => new(
        MessageCodes.InvalidSetting,
        $"{origin} names only {string.Join(", ", named)}, which can't be used here: a docker login can't be the source of a docker "
        + $"login. Add another source:\n  {Shell.Current.Set(EnvironmentVariables.CredentialSources, Auto)}");

    private static CredentialSourceKind[] Without(CredentialSourceKind[] excluded, CredentialSourceKind[] kinds)
    {
        foreach (var kind in excluded)
        {
            kinds = Array.FindAll(kinds, other => other != kind);
        }

        return kinds;
    }

    private static CredentialSourceKind Parse(string name, SettingValue list) =>
        char.IsLetter(name[0]) && Enum.TryParse<CredentialSourceKind>(name, ignoreCase: true, out var kind)
            ? kind
            : throw Unknown(
                char.IsAsciiLetter(name[0]) && name.Length < 30 && !SecretShapes.HasUserName(list.Value)
                    ? $"'{Redactor.Value(name)}'"
                    : "an unknown source",
                list.Origin);

    private static NebiusRegistryException Unknown(string what, string origin) => new(
        MessageCodes.InvalidSetting,
        $"{origin} names {what}. Expected: {Auto} alone, or some of {string.Join(", ", Enum.GetNames<CredentialSourceKind>())}, joined by "
        + "'+', such as StaticKey+AuthorizedKey.");
}

/// <summary>The first source that is set, in the order of the selection.</summary>
/// <param name="Source">The source.</param>
/// <param name="Presence">What sets it.</param>
/// <param name="Shadowed">A line for each later source that is set, too, unless the sources were named.</param>
internal sealed record SourceChoice(ICredentialSource Source, SourceAvailability Presence, IReadOnlyList<string> Shadowed)
{
    /// <summary>Chooses a source.</summary>
    /// <param name="settings">What the user set.</param>
    /// <param name="sources">All sources.</param>
    /// <param name="host">The registry; null for an access token for the Nebius API.</param>
    /// <param name="purpose">What the credential is for, in words.</param>
    /// <exception cref="NebiusRegistryException">None is set.</exception>
    public static SourceChoice Of(NebiusSettings settings, IReadOnlyList<ICredentialSource> sources, RegistryHost? host, string purpose)
    {
        var selection = SourceSelection.From(settings);
        var selected = selection.Of(sources);
        var presences = selected.Select(source => source.Check(host)).ToArray();
        var winner = Array.FindIndex(presences, presence => presence.IsPresent);
        for (var i = 0; WorkLog.Detail is not null && i < presences.Length; i++)
        {
            WorkLog.Say($"{selected[i].Kind}: {State(presences[i], i == winner)}");
        }

        return winner < 0
            ? throw new NebiusRegistryException(MessageCodes.NoCredential, NoCredentialText.For(purpose, selection, presences))
            : new SourceChoice(
                selected[winner], presences[winner], selection.Origin is null ? [.. Behind(selected, presences, winner)] : []);
    }

    private static string State(SourceAvailability presence, bool isUsed) => isUsed ? $"{presence.Origin} is used"
        : presence.IsPresent ? $"{presence.Origin} is set, and not used"
        : $"{presence.LookedAt}: {presence.WhyNot}";

    private static IEnumerable<string> Behind(ICredentialSource[] sources, SourceAvailability[] presences, int winner)
    {
        for (var i = winner + 1; i < sources.Length; i++)
        {
            // An installed program isn't a setting, and whether it has a token isn't known without running it.
            if (presences[i].IsPresent && sources[i].Kind != CredentialSourceKind.Cli)
            {
                yield return $"{presences[i].Origin} is set too, but {presences[winner].Origin} comes first. "
                    + $"To use it: {CommandsToType.SetSources($"{sources[i].Kind}")}";
            }
        }
    }
}

/// <summary>The error that says for each source what was looked at, why it isn't set, and which command sets it.</summary>
internal static class NoCredentialText
{
    public static string For(string purpose, SourceSelection selection, IReadOnlyList<SourceAvailability> presences)
    {
        var text = new StringBuilder($"No credential is set for {purpose}. These sources were checked:");
        for (var i = 0; i < presences.Count; i++)
        {
            text.Append($"\n  {i + 1}. {selection.Kinds[i]}: {presences[i].LookedAt}: {presences[i].WhyNot}");
        }

        var leftOut = string.Join(", ", selection.LeftOut);
        if (leftOut.Length > 0)
        {
            text.Append($"\n  {selection.Origin} leaves out: {leftOut}");
        }

        if (presences.Select(presence => presence.NextCommand).FirstOrDefault(command => command.Length > 0) is { } next)
        {
            text.Append($"\nSet one of them, for example{CommandsToType.NeedsOf(next)}:\n  {next}");
        }

        if (!selection.Kinds.Contains(CredentialSourceKind.InstanceMetadata) && InstanceMetadataSource.HasLocalSign)
        {
            text.Append(
                "\nThis machine looks like a Nebius virtual machine. To use its service account:\n  "
                + CommandsToType.SetSources($"{CredentialSourceKind.InstanceMetadata}"));
        }

        return text.ToString();
    }
}
