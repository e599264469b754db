namespace Nebius.Registry.Credentials;

/// <summary>
/// One place where a credential may come from. It is asked twice: whether it can (cheap, no network), and then to get.
/// Absent means that the next source is asked; present but unusable is an error of <see cref="GetAsync"/>, never a step to the next.
/// </summary>
internal interface ICredentialSource
{
    CredentialSourceKind Kind { get; }

    /// <param name="host">The registry that the credential is for; null for an access token for Nebius's API.</param>
    SourceAvailability Check(RegistryHost? host);

    /// <param name="host">As for <see cref="Check"/>.</param>
    /// <param name="notes">Takes what the user should know.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="NebiusRegistryException">The source is there, but incomplete, malformed, expired or refused.</exception>
    Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog notes, CancellationToken cancellationToken);
}

/// <summary>Whether a source can give a credential, found out without the network and without starting anything.</summary>
internal sealed record SourceAvailability
{
    private SourceAvailability()
    {
    }

    /// <summary>Gets what makes the source present, such as <c>NEBIUS_IAM_TOKEN</c>; null when it is absent.</summary>
    public string? Origin { get; private init; }

    /// <summary>Gets what was looked at; for the error that lists every source.</summary>
    public string LookedAt { get; private init; } = string.Empty;

    /// <summary>Gets why there is nothing, such as "not set".</summary>
    public string WhyNot { get; private init; } = string.Empty;

    /// <summary>Gets what to type to make the source present.</summary>
    public string NextCommand { get; private init; } = string.Empty;

    /// <summary>Gets what the user should know when this source is the one that is used.</summary>
    public IReadOnlyList<Advice> Warnings { get; init; } = [];

    /// <summary>Gets a value indicating whether there is something to use.</summary>
    public bool IsPresent => Origin is not null;

    /// <summary>Makes the answer of a source that has something.</summary>
    public static SourceAvailability Present(string origin) => new() { Origin = origin };

    /// <summary>Makes the answer of a source that has nothing.</summary>
    public static SourceAvailability Absent(string lookedAt, string whyNot, string nextCommand) =>
        new() { LookedAt = lookedAt, WhyNot = whyNot, NextCommand = nextCommand };

    /// <summary>Gets the answer of a source that opens registries alone, where Nebius's API is to be asked.</summary>
    public static SourceAvailability NoAccessToken => Absent("a registry's password", "it is no access token, which Nebius's API asks for", "set one of the others");

    /// <summary>Makes the answer of a source that is there when a setting is.</summary>
    public static SourceAvailability Of(string? origin, string lookedAt, string nextCommand) =>
        origin is null ? Absent(lookedAt, "not set", nextCommand) : Present(origin);
}
