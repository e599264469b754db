namespace Nebius.Registry.Oci;

/// <summary>
/// Decides where a registry may send us for a token: to itself, over https, and nowhere else. A client that goes wherever the realm
/// says hands the credential to whoever answers for the registry (CVE-2020-15157 and its successors).
/// </summary>
internal static class RealmPolicy
{
    /// <summary>Returns the address of a realm that is allowed.</summary>
    /// <param name="realm">The realm as the registry wrote it.</param>
    /// <param name="host">The registry.</param>
    /// <returns>The address; null when the realm is not allowed.</returns>
    public static Uri? Accept(string? realm, RegistryHost host)
    {
        // Uri folds full-width letters, dots and backslashes into plain ones: whatever it could fold does not get that far.
        if (realm is null || realm.AsSpan().ContainsAnyExceptInRange('!', '~') || realm.Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        return AcceptScheme(realm, Uri.UriSchemeHttps, ":443", host)
            ?? (host.AllowsPlainHttp ? AcceptScheme(realm, Uri.UriSchemeHttp, ":80", host) : null);
    }

    private static Uri? AcceptScheme(string realm, string scheme, string defaultPort, RegistryHost host)
    {
        var start = scheme + "://";
        if (!realm.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // The raw text, not a parsed host: user info, a trailing dot or another spelling of an address make it another text.
        var rest = realm.AsSpan(start.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = (end < 0 ? rest : rest[..end]).ToString();
        var isSame = authority.Equals(host.Name, StringComparison.OrdinalIgnoreCase)
            || authority.Equals(host.Name + defaultPort, StringComparison.OrdinalIgnoreCase);
        if (!isSame || !Uri.TryCreate(realm, UriKind.Absolute, out var uri))
        {
            return null;
        }

        // What the client will really connect to must be the registry, too.
        var registry = new Uri($"{start}{host.Name}");
        return uri.UserInfo.Length == 0 && Uri.Compare(
            uri, registry, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0 ? uri : null;
    }
}
