using System.Collections.Frozen;

namespace Nebius.Registry.Emulator;

/// <summary>The gRPC methods of the API, and the service (the first part of the host name) that serves each of them.</summary>
internal static class ApiRoutes
{
    public const string TokenExchange = "/nebius.iam.v1.TokenExchangeService/Exchange";
    private const string Tokens = "tokens.iam.";
    private const string ControlPlane = "cpl.iam.";
    private const string Registry = "registry.";
    private const string StaticKeys = "/nebius.iam.v1.StaticKeyService/";
    private const string Registries = "/nebius.registry.v1.RegistryService/";
    private const string Artifacts = "/nebius.registry.v1.ArtifactService/";

    private static readonly FrozenDictionary<string, Route> Routes = new Dictionary<string, Route>
    {
        [TokenExchange] = new(Tokens, EmulatorEndpoint.TokenExchange),
        [StaticKeys + "Issue"] = new(ControlPlane, EmulatorEndpoint.StaticKeyIssue, IsChange: true),
        [StaticKeys + "Delete"] = new(ControlPlane, EmulatorEndpoint.StaticKeyDelete, IsChange: true),
        [StaticKeys + "Revoke"] = new(ControlPlane, EmulatorEndpoint.StaticKeyRevoke, IsChange: true),
        [StaticKeys + "List"] = new(ControlPlane, EmulatorEndpoint.StaticKeyList),
        [StaticKeys + "Find"] = new(ControlPlane, EmulatorEndpoint.StaticKeyFind),
        [StaticKeys + "Get"] = new(ControlPlane, EmulatorEndpoint.StaticKeyRead),
        [StaticKeys + "GetByName"] = new(ControlPlane, EmulatorEndpoint.StaticKeyRead),

        ["/nebius.iam.v1.ProfileService/Get"] = new(ControlPlane, EmulatorEndpoint.ProfileRead),
        [Registries + "Get"] = new(Registry, EmulatorEndpoint.RegistryApi),
        [Registries + "List"] = new(Registry, EmulatorEndpoint.RegistryApi),
        [Registries + "Create"] = new(Registry, EmulatorEndpoint.RegistryCreate, IsChange: true),
        [Artifacts + "Get"] = new(Registry, EmulatorEndpoint.ArtifactRead),
        [Artifacts + "List"] = new(Registry, EmulatorEndpoint.ArtifactRead),
        [Artifacts + "Delete"] = new(Registry, EmulatorEndpoint.ArtifactDelete, IsChange: true),

        // The service that began an operation serves it.
        ["/nebius.common.v1.OperationService/Get"] = new(ControlPlane, EmulatorEndpoint.OperationRead) { OtherService = Registry },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Tells whether the host is one of the API, in any domain.</summary>
    public static bool IsHost(string host) => Routes.Values.Any(route => IsOf(host, route));

    /// <summary>Returns the endpoint of a method; <see cref="EmulatorEndpoint.Other"/> if the host does not serve it.</summary>
    public static EmulatorEndpoint Find(string host, string path) =>
        Routes.TryGetValue(path, out var route) && IsOf(host, route) ? route.Endpoint : EmulatorEndpoint.Other;

    /// <summary>Returns the endpoint of a method at an address that serves all services.</summary>
    public static EmulatorEndpoint FindAnywhere(string path) =>
        Routes.TryGetValue(path, out var route) ? route.Endpoint : EmulatorEndpoint.Other;

    /// <summary>Tells whether the host serves other methods of the service in this path.</summary>
    /// <param name="host">The host; null for an address that serves all services.</param>
    /// <param name="path">The path of a call.</param>
    public static bool HasService(string? host, string path)
    {
        var service = path[..(path.LastIndexOf('/') + 1)];
        return Routes.Any(route => route.Key.StartsWith(service, StringComparison.Ordinal) && (host is null || IsOf(host, route.Value)));
    }

    /// <summary>Tells whether the method changes something and so accepts an idempotency key.</summary>
    public static bool IsChange(string path) => Routes.TryGetValue(path, out var route) && route.IsChange;

    private static bool IsOf(string host, Route route) =>
        host.StartsWith(route.Service, StringComparison.OrdinalIgnoreCase)
        || (route.OtherService is { } other && host.StartsWith(other, StringComparison.OrdinalIgnoreCase));

    private sealed record Route(string Service, EmulatorEndpoint Endpoint, bool IsChange = false)
    {
        public string? OtherService { get; init; }
    }
}
