namespace Nebius.Registry.Credentials;

/// <summary>Which sources are asked, in which order.</summary>
internal sealed record SourceSelection
{
    private const string Auto = "Auto";

    // Written out: set operations on an enumeration of ours are compiled anew in each process.
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

    private SourceSelection(IReadOnlyList<CredentialSourceKind> kinds, string? origin) => (Kinds, Origin) = (kinds, origin);

    public IReadOnlyList<CredentialSourceKind> Kinds { get; }

    /// <summary>Gets the setting that named the sources; null for the automatic order.</summary>
    public string? Origin { get; }

    public IEnumerable<CredentialSourceKind> LeftOut => Origin is null ? [] : Automatic.Except(Kinds);

    /// <summary>Returns the sources of the selection, in its order.</summary>
    public ICredentialSource[] Of(IReadOnlyList<ICredentialSource> sources) => [.. Kinds.Select(kind => sources.Single(source => source.Kind == kind))];

    public static SourceSelection From(NebiusSettings settings)
    {
        var setting = settings.Find(EnvironmentVariables.CredentialSources);
        if (setting is null || setting.Value.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            return settings.ExcludedSources.Count == 0
                ? new SourceSelection(Automatic, null)
                : new SourceSelection(Without(settings.ExcludedSources, Automatic), EnvironmentVariables.CredentialSources);
        }

        var named = ListValue.Split(setting.Value).Select(name => Parse(name, setting.Origin)).Distinct();
        var kinds = Without(settings.ExcludedSources, named);
        return kinds.Length > 0 ? new SourceSelection(kinds, setting.Origin) : throw Unknown("nothing", setting.Origin);
    }

    private static CredentialSourceKind[] Without(IReadOnlyList<CredentialSourceKind> excluded, IEnumerable<CredentialSourceKind> kinds) =>
        [.. kinds.Where(kind => !excluded.Contains(kind))];

    private static CredentialSourceKind Parse(string name, string origin) =>
        char.IsLetter(name[0]) && Enum.TryParse<CredentialSourceKind>(name, ignoreCase: true, out var kind)
            ? kind
            : throw Unknown(char.IsAsciiLetter(name[0]) && name.Length < 30 ? $"'{Redactor.Value(name)}'" : "something that is no source", origin);

    private static NebiusRegistryException Unknown(string what, string origin) => new(
        MessageCodes.InvalidSetting,
        $"{origin} names {what}. It is {Auto} alone, or some of {string.Join(", ", Enum.GetNames<CredentialSourceKind>())}, "
        + "joined by '+', as in StaticKey+AuthorizedKey.");
}
