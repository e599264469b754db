using System.Collections.Concurrent;
using System.Reflection;
using Headers = System.Collections.Concurrent.ConcurrentDictionary<string, System.Net.Http.Headers.AuthenticationHeaderValue?>;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Keeps the SDK from pushing with the identity of an earlier push. Its container tasks cache the Authorization header for the life of the
/// process, by host alone (<c>AuthHandshakeMessageHandler._authenticationHeaders</c>, SDK 10.0.401), and a node or a server lives for many
/// builds. For the hosts of Nebius pushes the project's <see cref="EnvironmentRestoreGuard"/> becomes part of the key. Other hosts are
/// cached as before. See docs/decisions/handover-to-the-sdk.md.
/// </summary>
internal static class SdkHeaderCache
{
    private const string AssemblyName = "Microsoft.NET.Build.Containers";

    private static readonly ConcurrentDictionary<string, byte> Hosts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Identities = new(StringComparer.Ordinal);

    /// <summary>Makes sure that the next push of this project uses no header of another one.</summary>
    /// <param name="host">The registry's host, as the SDK names it.</param>
    /// <param name="identity">What tells one identity from another; it holds no secret.</param>
    /// <returns>False when this SDK's cache is unknown and another identity was handed over in this process.</returns>
    public static bool TryIsolate(string host, string identity)
    {
        Hosts[host] = 0;
        var isIsolated = true;
        foreach (var field in Fields())
        {
            isIsolated &= IsolateIn(field);
        }

        return Identities.AddOrUpdate(host, identity, (_, earlier) => isIsolated ? identity : earlier) == identity;
    }

    /// <summary>Tells whether this project's push authenticated in this process, as it did when the header is where it must be.</summary>
    /// <param name="host">The registry's host.</param>
    /// <returns>True also when this SDK's cache is unknown.</returns>
    public static bool WasUsedFor(string host) =>
        Fields().Select(field => field?.GetValue(null) as Headers).Any(headers => headers is null || headers.ContainsKey(host));

    private static bool IsolateIn(FieldInfo? field)
    {
        if (field?.GetValue(null) is not Headers headers || field.IsInitOnly)
        {
            return false;
        }

        field.SetValue(null, new Headers(headers.Where(header => !Hosts.ContainsKey(header.Key)), ByPush.Instance));
        return true;
    }

    // Null for a copy of the assembly that has no such field. MSBuild may load several copies, each into a context of its own.
    private static IEnumerable<FieldInfo?> Fields() => AppDomain.CurrentDomain.GetAssemblies()
        .Where(assembly => assembly.FullName?.StartsWith($"{AssemblyName},", StringComparison.Ordinal) == true)
        .Select(assembly => assembly.GetType($"{AssemblyName}.AuthHandshakeMessageHandler")?
            .GetField("_authenticationHeaders", BindingFlags.Static | BindingFlags.NonPublic));

    private sealed class ByPush : IEqualityComparer<string>
    {
        public static ByPush Instance { get; } = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        // Entries of another push have another hash, so they are never found.
        public int GetHashCode(string obj) =>
            Hosts.ContainsKey(obj) ? HashCode.Combine(obj, EnvironmentRestoreGuard.Current) : obj.GetHashCode(StringComparison.Ordinal);
    }
}
