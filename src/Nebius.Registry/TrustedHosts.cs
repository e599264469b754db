using System.Net;
using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// Further hosts that may get a credential, each an exact <c>host[:port]</c>. Only the environment can name them: a project
/// that could would send the caller's credential wherever it likes.
/// </summary>
internal sealed partial class TrustedHosts
{
    private readonly HashSet<string> _names;

    private TrustedHosts(IEnumerable<string> names) => _names = new HashSet<string>(names, StringComparer.Ordinal);

    /// <summary>Gets the empty list.</summary>
    public static TrustedHosts None { get; } = new([]);

    /// <summary>Reads a list from an environment variable.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <param name="variable">The variable, such as <see cref="EnvironmentVariables.TrustedRegistryHosts"/>.</param>
    /// <returns>The list; empty when the variable is unset.</returns>
    /// <exception cref="NebiusRegistryException">An entry isn't a <c>host[:port]</c>.</exception>
    public static TrustedHosts FromEnvironment(NebiusSettings settings, string variable)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.FromEnvironment(variable) is not { } setting)
        {
            return None;
        }

        var names = ListValue.Split(setting.Value);
        if (names.FirstOrDefault(name => !HostAndPort().IsMatch(name)) is { } malformed)
        {
            throw new NebiusRegistryException(
                MessageCodes.InvalidTrustedHost,
                $"{variable} has {Shown(setting.Value, malformed)}, which isn't a host. Expected: lower-case host names with an optional port "
                + "and nothing else, joined by '+', such as registry.example.com+localhost:5000.");
        }

        return new TrustedHosts(names);
    }

    /// <summary>Tells whether a host is listed, exactly as it is written.</summary>
    /// <param name="host">A raw <c>host[:port]</c>.</param>
    /// <returns>True when the list has it.</returns>
    public bool Contains(string host) => _names.Contains(host);

    /// <summary>Tells whether a <c>host[:port]</c> is this machine, the only one where plain http is allowed.</summary>
    /// <param name="host">A raw <c>host[:port]</c>.</param>
    /// <returns>True for <c>localhost</c> and for loopback addresses.</returns>
    public static bool IsLoopback(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = Port().Replace(host, string.Empty).Trim('[', ']');
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    // What has an '@' may have a password before it, and a password may have a separator.
    private static string Shown(string list, string entry) => list.Contains('@', StringComparison.Ordinal)
        ? "an entry with a user name"
        : $"the entry '{Redactor.Value(entry)}'";

    [GeneratedRegex(@"\A(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@":[0-9]{1,5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Port();
}
