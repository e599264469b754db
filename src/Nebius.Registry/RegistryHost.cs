using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// A host that may get a credential: <c>cr.&lt;region&gt;.nebius.cloud</c> in its canonical form, or one that the environment
/// trusts. The only way to a value is through the rules, so code that has one may send a credential there.
/// </summary>
public sealed partial record RegistryHost
{
    private const string Prefix = "cr.";
    private const string Domain = ".nebius.cloud";

    // https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1
    private const int LongestLabel = 63;

    private RegistryHost(string name, string? region) => (Name, Region) = (name, region);

    /// <summary>Gets the host, with its port if it has one.</summary>
    public string Name { get; }

    /// <summary>Gets the region, such as <c>eu-west1</c>; null for a trusted host.</summary>
    public string? Region { get; }

    /// <summary>Gets a value indicating whether plain http is acceptable: this very machine, and nowhere else.</summary>
    internal bool AllowsPlainHttp => Region is null && TrustedHosts.IsLoopback(Name);

    /// <summary>Returns the host of a region.</summary>
    /// <param name="region">A region, such as <c>eu-west1</c>. The list of regions is open, so any DNS label will do.</param>
    /// <returns>The region's host.</returns>
    /// <exception cref="NebiusRegistryException">The region isn't a lower-case DNS label, or it looks like a secret.</exception>
    public static RegistryHost ForRegion(string region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return IsLabel(region) && !SecretShapes.IsSecret(region)
            ? new RegistryHost($"{Prefix}{region}{Domain}", region)
            : throw new NebiusRegistryException(
                MessageCodes.InvalidRegion,
                $"{Redactor.Host(region)} isn't a region. Expected: the region alone, such as eu-north1 or eu-west1.");
    }

    /// <summary>Reads a host or a region.</summary>
    /// <param name="hostOrRegion">What was typed.</param>
    /// <param name="settings">Where the trusted hosts are read.</param>
    /// <returns>The host.</returns>
    /// <exception cref="NebiusRegistryException">It is neither a region nor a host that may get a credential.</exception>
    public static RegistryHost Parse(string hostOrRegion, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        ArgumentNullException.ThrowIfNull(settings);
        if (!hostOrRegion.Contains('.', StringComparison.Ordinal) && !hostOrRegion.Contains(':', StringComparison.Ordinal))
        {
            return ForRegion(hostOrRegion);
        }

        var check = Examine(hostOrRegion, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts));
        return check.Host ?? throw new NebiusRegistryException(
            MessageCodes.HostNotCanonical,
            check.Correction is { } correction
                ? $"{Redactor.Host(hostOrRegion)} isn't a registry's host. Expected: {correction}, in lower case, without scheme, port, "
                    + "path or trailing dot."
                : $"{Redactor.Host(hostOrRegion)} isn't a Nebius registry, so it gets no credential. Expected: "
                    + "cr.eu-north1.nebius.cloud or eu-north1. To trust another host, list it in the environment variable "
                    + $"{EnvironmentVariables.TrustedRegistryHosts}.");
    }

    /// <summary>Checks a host as the user wrote it.</summary>
    /// <param name="raw">The text that the SDK will take for the registry.</param>
    /// <param name="trusted">Further hosts that may get a credential.</param>
    /// <returns>What the host is; only <see cref="RegistryHostKind.Accepted"/> comes with a <see cref="RegistryHost"/>.</returns>
    internal static RegistryHostCheck Examine(string raw, TrustedHosts trusted)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(trusted);
        if (RegionOf(raw) is { } region)
        {
            return new(RegistryHostKind.Accepted, new RegistryHost(raw, region), null);
        }

        if (trusted.Contains(raw))
        {
            return new(RegistryHostKind.Accepted, new RegistryHost(raw, null), null);
        }

        if (Sloppy().Match(raw) is { Success: true } sloppy)
        {
            return new(RegistryHostKind.NotCanonical, null, sloppy.Groups["host"].Value.ToLowerInvariant())
            {
                Path = sloppy.Groups["path"].Value.Trim('/'),
            };
        }

        var looksLikeOurs = raw.Contains(".nebius.cloud", StringComparison.OrdinalIgnoreCase);
        return new(looksLikeOurs ? RegistryHostKind.LookAlike : RegistryHostKind.Other, null, null);
    }

    /// <summary>Finds a region in what was typed for one.</summary>
    /// <param name="text">A region in capitals, with something around it, or a host.</param>
    /// <returns>The region; <c>&lt;region&gt;</c> if there is none, and for a text that is a secret or has one.</returns>
    internal static string LikelyRegion(string text) =>
        !SecretShapes.HasUserName(text) && !SecretShapes.IsSecret(text) && EnvironmentSecrets.RemoveFrom(text) == text
        && RegionInText().Match(text) is { Success: true } match
            ? $"{match.Groups["area"].Value}-{match.Groups["place"].Value}".ToLowerInvariant()
            : "<region>";

    /// <summary>Returns the host's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>Returns the region of a host in its canonical form.</summary>
    /// <param name="host">Any text.</param>
    /// <returns>The region; null for any other text.</returns>
    internal static string? RegionOf(string host) =>
        host.StartsWith(Prefix, StringComparison.Ordinal) && host.EndsWith(Domain, StringComparison.Ordinal)
        && host.Length > Prefix.Length + Domain.Length && host[Prefix.Length..^Domain.Length] is var region && IsLabel(region)
            ? region
            : null;

    // In ASCII, without look-alike letters. No regular expression: the credential helper, a process for one answer, needs no other.
    private static bool IsLabel(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestLabel && text[0] != '-' && text[^1] != '-' && NameCharacters.AreAll(text);

    // What a user meant as a Nebius host: a scheme, a path, capitals, the default port, a trailing dot, blanks around it.
    [GeneratedRegex(
        @"\A\s*(?:(?i:https?)://)?(?<host>(?i:cr\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.nebius\.cloud))"
            + @"\.?(?::(?:443|80))?(?:/(?<path>[^@\\]*))?\s*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Sloppy();

    [GeneratedRegex(
        @"(?<![a-z0-9])(?<area>[a-z]{2})[-_ ](?<place>[a-z]+[0-9]{1,2})(?![a-z0-9])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex RegionInText();
}

/// <summary>The kind of a host.</summary>
internal enum RegistryHostKind
{
    /// <summary>Another registry, which gets no credential.</summary>
    Other,

    /// <summary>A Nebius registry, or a host that the environment trusts.</summary>
    Accepted,

    /// <summary>Meant as a Nebius registry, but not written as the SDK needs it.</summary>
    NotCanonical,

    /// <summary>Another host with the Nebius domain in its name.</summary>
    LookAlike,
}

/// <summary>What <see cref="RegistryHost.Examine"/> found.</summary>
/// <param name="Kind">What the host is.</param>
/// <param name="Host">The host, when it may get a credential.</param>
/// <param name="Correction">The canonical form, when it was meant as a Nebius registry.</param>
internal sealed record RegistryHostCheck(RegistryHostKind Kind, RegistryHost? Host, string? Correction)
{
    /// <summary>Gets what stood behind the host, without slashes at its ends; empty when nothing did.</summary>
    public string Path { get; init; } = string.Empty;
}
