namespace Nebius.Registry.Net;

/// <summary>The texts about proxies.</summary>
internal static class ProxyAdvice
{
    /// <summary>Returns how a proxy is named at the beginning of a clause.</summary>
    /// <param name="address">Its address; null when it isn't known.</param>
    public static string Name(string? address) => address is null ? "the proxy of this environment" : $"the proxy {address}";

    /// <summary>Returns what a proxy did, to follow its name.</summary>
    public static string Did(ConnectionFault fault) =>
        fault.Detail.StartsWith("HTTP", StringComparison.Ordinal) || fault.Detail == "no tunnel"
        ? $"refused the connection ({fault.Detail})"
        : $"can't be reached ({fault.Detail})";

    /// <summary>Returns what to type to reach a host without the proxy.</summary>
    /// <param name="entry">A host, or a domain with a leading dot, for every host in it.</param>
    public static string Bypass(string entry)
    {
        var variable = ProcessProxy.NoProxyVariable;
        var wins = variable == "NO_PROXY" ? string.Empty : $" ({variable} is set, so NO_PROXY isn't read)";
        return $"To go past the proxy, add {entry} to {variable}{wins}:\n  {Shell.Current.Append(variable, $",{entry}")}";
    }
}
