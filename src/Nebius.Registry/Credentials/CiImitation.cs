namespace Nebius.Registry.Credentials;

/// <summary>A program that runs workflows of GitHub Actions elsewhere, and sets its variables.</summary>
/// <param name="name">Its name.</param>
/// <param name="marker">The variable that it sets beside GitHub's.</param>
/// <param name="advice">What to use in place of GitHub's token.</param>
internal sealed class CiImitation(string name, string marker, string advice)
{
    private const string OnOwnMachine =
        $"Use another credential, such as a static key:\n  act --env {EnvironmentVariables.StaticKey}";

    private const string OnServer =
        $"Store a static key as a secret, and add it to the step under 'env:':\n"
        + $"  {EnvironmentVariables.StaticKey}: ${{{{ secrets.{EnvironmentVariables.StaticKey} }}}}";

    private string Marker => marker;

    // Those that act is part of set its variable, too, so it is the last one.
    private static IReadOnlyList<CiImitation> All { get; } =
    [
        new("Forgejo Actions", "FORGEJO_ACTIONS", OnServer),
        new("Gitea Actions", "GITEA_ACTIONS", OnServer),
        new("act", "ACT", OnOwnMachine),
    ];

    /// <summary>Returns the program that this process is a job of; null when there is none.</summary>
    public static CiImitation? Of(NebiusSettings settings) =>
        All.FirstOrDefault(known => settings.FromEnvironment(known.Marker) is not null);

    /// <summary>Makes the error for a job that was to get GitHub's token.</summary>
    public NebiusRegistryException HasNoToken() => new(
        MessageCodes.WorkloadIdentityIncomplete,
        $"{EnvironmentVariables.ServiceAccountId} is set, but this job has no OpenID Connect token: it runs in {name} ({marker} is set), "
        + $"where 'id-token: write' has no effect. {advice}");
}
