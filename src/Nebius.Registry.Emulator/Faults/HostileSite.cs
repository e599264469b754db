using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>A host that takes whatever it is given and says thank you. The request log tells what a client would have lost.</summary>
internal static class HostileSite
{
    public static Task HandleAsync(HttpContext context) =>
        RegistryResponses.WriteJsonAsync(context, "application/json", new JsonObject { ["token"] = "stolen", ["expires_in"] = 300 });
}
