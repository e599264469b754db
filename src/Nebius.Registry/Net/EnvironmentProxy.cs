using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Net;

/// <summary>
/// The proxy that the environment names, by the rules of .NET, read again for each request. .NET itself reads the environment once for each
/// process, and a build node serves many builds: https://learn.microsoft.com/dotnet/api/system.net.http.httpclient.defaultproxy.
/// </summary>
/// <param name="environment">Reads a variable.</param>
internal sealed partial class EnvironmentProxy(Func<string, string?> environment) : IWebProxy, ICredentials
{
    private const string NoProxyLower = "no_proxy";

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    /// <summary>Gets a value indicating whether the environment names a proxy at all.</summary>
    public bool IsSet => Find("http") is not null || Find("https") is not null;

    /// <summary>Gets the variable that lists the hosts to reach without a proxy: the lower-case one alone where it exists.</summary>
    public string NoProxyVariable => environment(NoProxyLower) is null ? "NO_PROXY" : NoProxyLower;

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Find(Scheme(destination))?.Address;
    }

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return GetProxy(host) is null || Exceptions().Any(entry => Matches(entry, host.Host));
    }

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        new[] { Find("http"), Find("https") }.FirstOrDefault(proxy => proxy is not null && proxy.Address == uri)?.Login;

    // .NET uses the proxy for http for plain web sockets, too.
    private static string Scheme(Uri destination) => destination.Scheme is "http" or "ws" ? "http" : "https";

    // An entry that begins with a dot stands for the domain and all hosts in it, and any other for exactly one host.
    private static bool Matches(string entry, string host) => entry[0] == '.'
        ? host.EndsWith(entry, StringComparison.OrdinalIgnoreCase) || host.Equals(entry[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(entry, StringComparison.OrdinalIgnoreCase);

    private string[] Exceptions() =>
        environment(NoProxyVariable)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // In a CGI program HTTP_PROXY may be a client's header: https://httpoxy.org.
    private Proxy? Find(string scheme)
    {
        var isUpperCaseSafe = scheme != "http" || environment("GATEWAY_INTERFACE") is null;
        return Parse(environment($"{scheme}_proxy"))
            ?? (isUpperCaseSafe ? Parse(environment($"{scheme.ToUpperInvariant()}_PROXY")) : null)
            ?? Parse(environment("all_proxy"))
            ?? Parse(environment("ALL_PROXY"));
    }

    private static Proxy? Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var match = Form().Match(value);
        var scheme = match.Groups["scheme"] is { Success: true } given ? given.Value.ToLowerInvariant() : "http";
        var port = scheme == "https" ? (ushort)443 : (ushort)80;
        var isPortGood = match.Groups["port"] is not { Success: true } digits
            || ushort.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out port);
        if (!match.Success || !isPortGood)
        {
            return null;
        }

        try
        {
            return new Proxy(new UriBuilder(scheme, match.Groups["host"].Value, port).Uri, LoginOf(match.Groups["login"]));
        }
        catch (Exception error) when (error is UriFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static NetworkCredential? LoginOf(Group login)
    {
        if (!login.Success || login.Length == 0)
        {
            return null;
        }

        var parts = Uri.UnescapeDataString(login.Value).Split(':', 2);
        if (parts is ["", ""])
        {
            return CredentialCache.DefaultNetworkCredentials;
        }

        var user = parts[0].Split('\\', 2);
        return new NetworkCredential(user[^1], parts.ElementAtOrDefault(1) ?? string.Empty, user.Length > 1 ? user[0] : string.Empty);
    }

    // The port is what follows the last colon that isn't inside brackets; what follows its digits is dropped.
    [GeneratedRegex(
        @"\A(?:(?<scheme>https?|socks4a?|socks5)://)?(?:(?<login>.*)@)?(?<host>[^@]*?)(?::(?<port>[0-9]*)[^:\]@]*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    // The user's name and password are not in the address, so it can be shown.
    private sealed record Proxy(Uri Address, NetworkCredential? Login);
}
