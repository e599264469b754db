using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>What a credential helper prints: <c>{"ServerURL", "Username", "Secret"}</c>.</summary>
internal static class HelperResponse
{
    /// <summary>Reads a helper's answer.</summary>
    /// <returns>The login, or null when the answer is none.</returns>
    public static UserAndPassword? Read(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            return Text(document.RootElement, "Username") is { } userName && Text(document.RootElement, "Secret") is { } secret
                ? new UserAndPassword(userName, new Secret(secret))
                : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // The parser's message may quote the answer.
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
