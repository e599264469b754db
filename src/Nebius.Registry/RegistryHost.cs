using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// A host that may get a credential: <c>cr.&lt;region&gt;.nebius.cloud</c> in its canonical form, or one that the environment
/// trusts. The only way to a value is through the rules, so whoever holds one may send a credential there.
/// </summary>
public sealed partial record RegistryHost
{
    private RegistryHost(string name, string? region) => (Name, Region) = (name, region);

    /// <summary>Gets the host, with its port if it has one.</summary>
    public string Name { get; }

    /// <summary>Gets the region, such as <c>eu-west1</c>; null for a trusted host.</summary>
    public string? Region { get; }

    /// <summary>Gets a value indicating whether plain http is acceptable: this very machine, and nowhere else.</summary>
    public bool AllowsPlainHttp => Region is null && TrustedHosts.IsLoopback(Name);

    /// <summary>Returns the host of a region.</summary>
    /// <param name="region">A region, such as <c>eu-west1</c>. The list of regions is open, so any DNS label will do.</param>
    /// <returns>The region's host.</returns>
    /// <exception cref="NebiusRegistryException">The region is no lower-case DNS label.</exception>
    public static RegistryHost ForRegion(string region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return Canonical().Match($"cr.{region}.nebius.cloud") is { Success: true } match
            ? new RegistryHost(match.Value, region)
            : throw new NebiusRegistryException(
                MessageCodes.InvalidRegion,
                $"'{Redactor.Value(region)}' is no region of Nebius AI Cloud. A region is written as in eu-west1, without the host around it.");
    }

    /// <summary>Examines a host as the user wrote it.</summary>
    /// <param name="raw">The text that the SDK will take for the registry.</param>
    /// <param name="trusted">Further hosts that may get a credential.</param>
    /// <returns>What the host is; only <see cref="RegistryHostKind.Ours"/> comes with a <see cref="RegistryHost"/>.</returns>
    public static RegistryHostCheck Examine(string raw, TrustedHosts trusted)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(trusted);
        if (Canonical().Match(raw) is { Success: true } match)
        {
            return new(RegistryHostKind.Ours, new RegistryHost(raw, match.Groups["region"].Value), null);
        }

        if (trusted.Contains(raw))
        {
            return new(RegistryHostKind.Ours, new RegistryHost(raw, null), null);
        }

        if (Sloppy().Match(raw) is { Success: true } sloppy)
        {
            return new(RegistryHostKind.NotCanonical, null, sloppy.Groups["host"].Value.ToLowerInvariant())
            {
                Path = sloppy.Groups["path"].Value.Trim('/'),
            };
        }

        var looksLikeOurs = raw.Contains(".nebius.cloud", StringComparison.OrdinalIgnoreCase);
        return new(looksLikeOurs ? RegistryHostKind.LookAlike : RegistryHostKind.Foreign, null, null);
    }

    /// <summary>Returns the host's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    // \z, not $: '$' also matches before a last line feed. ASCII classes only: no look-alike letters.
    [GeneratedRegex(@"\Acr\.(?<region>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.nebius\.cloud\z", RegexOptions.CultureInvariant)]
    private static partial Regex Canonical();

    // What a user plainly meant as one of our hosts: a scheme, a path, capitals, the default port, a trailing dot, blanks around it.
    [GeneratedRegex(
        @"\A\s*(?:(?i:https?)://)?(?<host>(?i:cr\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.nebius\.cloud))\.?(?::(?:443|80))?(?:/(?<path>[^@\\]*))?\s*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Sloppy();
}
