using System.Globalization;
using Nebius.Registry.Iam;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>One token of the CLI's file: <c>{token: text, expires_at: Unix seconds}</c>; an expiry of 0, null or none is not known.</summary>
internal sealed class SharedEntry(YamlMap map)
{
    public const string TokenKey = "token";
    public const string ExpiryKey = "expires_at";

    private const string YamlTag = "tag:yaml.org,2002:";

    /// <summary>Gets the token, expired or not; null when there is none that we understand.</summary>
    public AccessToken? Token => Expiry is { } expiry ? KeptToken.From(Text, expiry) : null;

    /// <summary>Tells whether the entry is good for nobody, so that Nebius's Go SDK would drop it, too.</summary>
    public bool IsSpent(DateTimeOffset now) => string.IsNullOrEmpty(Text) || (Expiry is { } end and not 0 && end <= now.ToUnixTimeSeconds());

    private string? Text => Scalar(TokenKey, "str")?.Value;

    private long? Expiry
    {
        get
        {
            if (map.Find(ExpiryKey) is not { } node || YamlMap.IsNull(node))
            {
                return 0;
            }

            return Scalar(ExpiryKey, "int") is { Style: ScalarStyle.Plain } scalar
                && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : null;
        }
    }

    private Scalar? Scalar(string key, string tag) =>
        map.Find(key) is [Scalar scalar] node && !YamlMap.IsNull(node) && (scalar.Tag.IsEmpty || scalar.Tag == YamlTag + tag) ? scalar : null;
}
