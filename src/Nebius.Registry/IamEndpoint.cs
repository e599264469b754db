using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// The API domain that may get a credential: the Nebius API, or one that the environment trusts. As with
/// <see cref="RegistryHost"/>, the only way to a value is through the rules.
/// </summary>
internal sealed partial record IamEndpoint
{
    private const string DefaultDomain = "api.nebius.cloud";

    private IamEndpoint(string scheme, string domain) => (Scheme, Domain) = (scheme, domain);

    private static string UnsetVariable => $"To use {DefaultDomain}, type:\n  {Shell.Current.Unset(EnvironmentVariables.Endpoint)}";

    /// <summary>Gets the endpoint of the Nebius API.</summary>
    public static IamEndpoint Default { get; } = new(Uri.UriSchemeHttps, DefaultDomain);

    /// <summary>Gets the domain, with its port if it has one; tokens are cached by it.</summary>
    public string Domain { get; }

    /// <summary>
    /// Gets a value indicating whether this is the endpoint of the Nebius API, the only one whose tokens are shared with the Nebius
    /// tools.
    /// </summary>
    public bool IsDefault => Domain == DefaultDomain;

    /// <summary>Gets what NO_PROXY must list to reach all hosts of the API without a proxy. .NET doesn't look at ports there.</summary>
    public string NoProxyEntry
    {
        get
        {
            var host = new Uri($"{Scheme}://{Domain}").Host;
            return TrustedHosts.IsLoopback(Domain) ? host : $".{host}";
        }
    }

    private string Scheme { get; }

    /// <summary>Reads the endpoint from the environment. A project can't set it: it would get the caller's token.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>The endpoint, the Nebius API when none is set.</returns>
    /// <exception cref="NebiusRegistryException">The endpoint must not get a credential.</exception>
    public static IamEndpoint FromEnvironment(NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.Endpoint) is { } setting
            ? From(setting.Value, EnvironmentVariables.Endpoint, UnsetVariable, settings)
            : Default;

    /// <summary>Reads the endpoint of a profile; the environment's wins, as in the Nebius tools.</summary>
    /// <param name="endpoint">The profile's endpoint; null when it names none.</param>
    /// <param name="origin">The profile, for messages.</param>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="NebiusRegistryException">The endpoint must not get a credential.</exception>
    public static IamEndpoint FromProfile(string? endpoint, string origin, NebiusSettings settings) =>
        endpoint is null || settings.FromEnvironment(EnvironmentVariables.Endpoint) is not null
            ? FromEnvironment(settings)
            : From(endpoint, $"'endpoint' of {origin}", $"To use {DefaultDomain}, remove it from the profile.", settings);

    private static IamEndpoint From(string value, string origin, string undo, NebiusSettings settings)
    {
        // Host names have no case; other letters than ASCII's are refused below.
        var match = Endpoint().Match(Ascii.IsValid(value) ? value.ToLowerInvariant() : value);
        if (!match.Success || (match.Groups["port"] is { Success: true } port && !IsPort(port.ValueSpan)))
        {
            throw new NebiusRegistryException(
                MessageCodes.EndpointNotTrusted,
                $"{origin}{Shown(value)} isn't an API domain. Expected: a host name with an optional port and no path, as in "
                + $"{DefaultDomain}. {undo}");
        }

        // Some configurations name the default port of the default domain.
        var domain = match.Groups["domain"].Value is $"{DefaultDomain}:443" ? DefaultDomain : match.Groups["domain"].Value;
        var shown = Redactor.Value(value, domain);
        var isPlain = match.Groups["scheme"].ValueSpan is "http";
        if (isPlain && !TrustedHosts.IsLoopback(domain))
        {
            throw new NebiusRegistryException(
                MessageCodes.EndpointNotTrusted,
                $"{origin} is 'http://{shown}'. Plain http is allowed for this machine only (localhost or a loopback "
                + $"address), because a credential would cross the network unencrypted. Use '{shown}', without a scheme, "
                + $"which means https. {undo}");
        }

        var isTrusted = (!isPlain && Nebius().IsMatch(domain))
            || TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedEndpoints).Contains(domain);
        return isTrusted
            ? new IamEndpoint(isPlain ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, domain)
            : throw new NebiusRegistryException(
                MessageCodes.EndpointNotTrusted,
                $"{origin} is '{shown}', which isn't under .nebius.cloud, so no credential is sent there. {undo}\n"
                + "If the endpoint is yours, trust it:\n  "
                + Trust(shown, settings));
    }

    // What has an '@' may have a password before it.
    private static string Shown(string value) =>
        value.Contains('@', StringComparison.Ordinal) ? string.Empty : $" '{Redactor.Value(value)}'";

    private static string Trust(string domain, NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.TrustedEndpoints) is null
            ? Shell.Current.Set(EnvironmentVariables.TrustedEndpoints, domain)
            : Shell.Current.Append(EnvironmentVariables.TrustedEndpoints, $"+{domain}");

    /// <summary>Returns the address of a service.</summary>
    /// <param name="service">The service's name, such as <c>tokens.iam</c>.</param>
    /// <returns>The service's host under the domain; for a loopback address, which has no hosts under it, the address itself.</returns>
    public Uri AddressOf(string service)
    {
        var host = TrustedHosts.IsLoopback(Domain) ? Domain : $"{service}.{Domain}";
        return new Uri($"{Scheme}://{host}");
    }

    /// <summary>Returns the domain.</summary>
    public override string ToString() => Domain;

    private static bool IsPort(ReadOnlySpan<char> digits) =>
        ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;

    // Old scripts write a scheme, which the SDKs don't expect: https is dropped, and plain http has its own rule.
    [GeneratedRegex(
        @"\A(?:(?<scheme>https?)://)?(?<domain>(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::(?<port>[0-9]{1,5}))?)/?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+nebius\.cloud(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Nebius();
}
