using System.Net;

namespace Nebius.Registry.Net;

/// <summary>
/// The proxy of all clients in this process: the one that a program has set as <see cref="HttpClient.DefaultProxy"/>, else the one that the
/// environment names now, else the system's.
/// </summary>
internal sealed class ProcessProxy : IWebProxy
{
    private readonly EnvironmentProxy _environment = new(System.Environment.GetEnvironmentVariable);
    private readonly Lock _lock = new();
    private IWebProxy? _replaced;

    private ProcessProxy()
    {
    }

    /// <summary>Gets the proxy.</summary>
    public static ProcessProxy Instance { get; } = new();

    /// <summary>Gets the variable that lists the hosts to reach without a proxy.</summary>
    public static string NoProxyVariable => Instance._environment.NoProxyVariable;

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => Current().Credentials;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes the clients of others in this process, such as the .NET SDK's, follow the environment of each build, too.</summary>
    public static void UseForAllClients()
    {
        lock (Instance._lock)
        {
            var now = HttpClient.DefaultProxy;
            if (!IsOfThisPackage(now))
            {
                Instance._replaced = now;
                HttpClient.DefaultProxy = Instance;
            }
        }
    }

    // MSBuild loads each version of the package into a context of its own, and their types differ: two proxies must not ask each other.
    internal static bool IsOfThisPackage(IWebProxy proxy) => proxy.GetType().FullName == typeof(ProcessProxy).FullName;

    /// <summary>Returns the address of the proxy on the way to a target, as messages show it: without a user and password.</summary>
    /// <param name="proxy">The proxy of a client.</param>
    /// <param name="target">Where a request goes.</param>
    /// <returns>The address; null when there is no proxy on the way.</returns>
    public static string? Shown(IWebProxy proxy, Uri target) =>
        !proxy.IsBypassed(target) && proxy.GetProxy(target) is { } used && used != target ? $"{used.Scheme}://{used.Authority}" : null;

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => Current().GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => Current().IsBypassed(host);

    // HttpClient's own classes are those that it made of the environment, or of the system's settings, when it was first used.
    private IWebProxy Current()
    {
        var known = HttpClient.DefaultProxy;
        if (IsOfThisPackage(known))
        {
            known = ReferenceEquals(known, this) ? _replaced! : null;
        }

        if (known is null)
        {
            return _environment;
        }

        var isByDefault = known.GetType().Assembly == typeof(HttpClient).Assembly;
        return isByDefault && (_environment.IsSet || known.GetType().Name == "HttpEnvironmentProxy") ? _environment : known;
    }
}
