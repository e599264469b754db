using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// The first error of an answer, https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes.
/// </summary>
/// <param name="Code">The code, such as <c>NAME_UNKNOWN</c>.</param>
/// <param name="Text">Code and message, fit to be shown.</param>
internal sealed partial record RegistryError(string Code, string Text)
{
    /// <summary>How many characters of an error are shown.</summary>
    public const int LongestText = 300;

    /// <summary>Reads the first error of a body.</summary>
    /// <param name="body">The body; null when it could not be read.</param>
    /// <param name="secrets">What the registry knows and may send back.</param>
    /// <returns>The error; null when the body has none.</returns>
    public static RegistryError? First(JsonDocument? body, IEnumerable<Secret> secrets)
    {
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array
            || errors.EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } first
            || BoundedContent.Text(first, "code") is not { } code
            || !CodeForm().IsMatch(code))
        {
            return null;
        }

        var message = Redactor.Clean(BoundedContent.Text(first, "message"), LongestText, secrets);
        return new RegistryError(code, message.Length > 0 ? $"{code}: {message}" : code);
    }

    [GeneratedRegex(@"\A[A-Z][A-Z_]{0,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}
