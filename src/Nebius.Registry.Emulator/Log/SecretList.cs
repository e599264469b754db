using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>The texts that must not leak: the request log redacts them, and tests search for them.</summary>
internal sealed class SecretList
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

        return text;
    }
}
