namespace Nebius.Registry.Credentials;

/// <summary>
/// One place where a credential may come from. <see cref="Check"/> says whether it is set, quickly and without the network;
/// <see cref="GetAsync"/> gets the credential. If a source isn't set, the next one is asked; if it is set and can't be used, that is an
/// error and never a step to the next.
/// </summary>
internal interface ICredentialSource
{
    /// <summary>Gets the kind of source.</summary>
    CredentialSourceKind Kind { get; }

    /// <summary>Checks whether the source is set, without the network and without starting a process.</summary>
    /// <param name="host">The registry that the credential is for; null for an access token for the Nebius API.</param>
    SourceAvailability Check(RegistryHost? host);

    /// <summary>Gets the credential.</summary>
    /// <param name="host">As for <see cref="Check"/>.</param>
    /// <param name="log">Takes what the user should know.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="NebiusRegistryException">The source is set, but incomplete, malformed, expired or refused.</exception>
    Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken);
}

/// <summary>Whether a source is set, found out without the network and without starting a process.</summary>
internal sealed record SourceAvailability
{
    private readonly Func<string> _lookedAt;

    private SourceAvailability(Func<string> lookedAt) => _lookedAt = lookedAt;

    /// <summary>Gets the setting that sets the source, such as <c>NEBIUS_IAM_TOKEN</c>; null when it isn't set.</summary>
    public string? Origin { get; private init; }

    /// <summary>Gets what was looked at; for the error that lists every source.</summary>
    public string LookedAt => _lookedAt();

    /// <summary>Gets why the source isn't set, such as "not set".</summary>
    public string WhyNot { get; private init; } = string.Empty;

    /// <summary>Gets the command that sets the source.</summary>
    public string NextCommand { get; private init; } = string.Empty;

    /// <summary>Gets what the user should know when this source is the one that is used.</summary>
    public IReadOnlyList<Advice> Warnings { get; init; } = [];

    /// <summary>Gets a value indicating whether the source is set.</summary>
    public bool IsPresent => Origin is not null;

    /// <summary>Makes the answer of a source that is set.</summary>
    public static SourceAvailability Present(string origin) => new(() => string.Empty) { Origin = origin };

    /// <summary>Makes the answer of a source that isn't set.</summary>
    public static SourceAvailability Absent(string lookedAt, string whyNot, string nextCommand) =>
        Absent(() => lookedAt, whyNot, nextCommand);

    /// <summary>Makes the same for a text that takes time to make, and that is rarely shown.</summary>
    public static SourceAvailability Absent(Func<string> lookedAt, string whyNot, string nextCommand) =>
        new(lookedAt) { WhyNot = whyNot, NextCommand = nextCommand };

    /// <summary>Gets the answer of a source for registries only, where a token for the Nebius API is wanted.</summary>
    public static SourceAvailability NoAccessToken =>
        Absent("gives no access token", "can't be used for the Nebius API", string.Empty);

    /// <summary>Makes the answer of a source that is set when a setting is.</summary>
    public static SourceAvailability Of(string? origin, string lookedAt, string nextCommand) =>
        origin is null ? Absent(lookedAt, "not set", nextCommand) : Present(origin);
}
