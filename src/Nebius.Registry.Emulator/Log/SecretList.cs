using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>The texts that must not show up anywhere: what the request log blanks, and what tests search for.</summary>
internal sealed class SecretList
{
    private readonly ConcurrentDictionary<string, byte> _values = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Values => [.. _values.Keys];

    public string Add(string value)
    {
        _values[value] = 0;
        return value;
    }

    public string Blank(string text)
    {
        foreach (var secret in _values.Keys)
        {
            text = text.Replace(secret, "[secret]", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "[secret]", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
