using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>The texts that must not leak: the request log redacts them, and tests search for them.</summary>
internal sealed partial class SecretList
{
    private readonly ConcurrentDictionary<string, byte> _values = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Values => [.. _values.Keys];

    public string Add(string value)
    {
        _values[value] = 0;
        return value;
    }

    /// <summary>Replaces every secret in the text, also in its percent-encoded form.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _values.Keys)
        {
            text = text.Replace(secret, "[secret]", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "[secret]", StringComparison.OrdinalIgnoreCase);
        }

        // A client may encode other characters than needed.
        var plain = Uri.UnescapeDataString(text);
        return _values.Keys.Any(secret => plain.Contains(secret, StringComparison.Ordinal)) ? Redact(plain) : text;
    }

    /// <summary>Replaces the secrets in a query, and whatever is in a parameter for one: it may be the real secret of a user.</summary>
    public string RedactQuery(string query) => SecretParameter().Replace(Redact(query), "[secret]");

    [GeneratedRegex("(?<=[?&][^=&]*(?:passw|secret|token|credential|auth|signature|assertion)[^=&]*=)[^&]+", RegexOptions.IgnoreCase)]
    private static partial Regex SecretParameter();
}
