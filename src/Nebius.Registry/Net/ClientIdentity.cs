using System.Reflection;

namespace Nebius.Registry.Net;

/// <summary>How our clients introduce themselves.</summary>
internal static class ClientIdentity
{
    /// <summary>Gets the product's name.</summary>
    public const string Name = "nebius-registry-dotnet";

    /// <summary>Gets the package's version, without the commit.</summary>
    public static string Version { get; } =
        typeof(ClientIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";
}
