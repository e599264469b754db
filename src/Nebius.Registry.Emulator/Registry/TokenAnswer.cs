using System.Globalization;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

internal static class TokenAnswer
{
    public static Task WriteAsync(HttpContext context, string token, EmulatorOptions options) =>
        RegistryResponses.WriteJsonAsync(context, "application/json", new JsonObject
        {
            ["token"] = token,
            ["expires_in"] = (int)options.RegistryTokenLifetime.TotalSeconds,
            ["issued_at"] = options.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        });
}
