using System.Text.Json;
using Nebius.Registry.Iam;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// The library's own files, one for each token: <c>{"expires_at":1764000000,"issued_at":1763956800,"token":"..."}</c>. One that was not
/// written whole counts as missing.
/// </summary>
internal sealed class PrivateFormat : ITokenFormat
{
    /// <summary>The extension of the files.</summary>
    public const string Extension = ".json";

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Seal => default;

    /// <inheritdoc/>
    public AccessToken? Find(byte[] content, string name)
    {
        try
        {
            return Read(content);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is for text that isn't Unicode.
            return null;
        }
    }

    /// <inheritdoc/>
    public byte[] Replace(byte[] content, string name, AccessToken? token, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (token is not null)
            {
                writer.WriteNumber("expires_at"u8, token.ExpiresAt?.ToUnixTimeSeconds() ?? 0);
                if (token.IssuedAt is { } issuedAt)
                {
                    writer.WriteNumber("issued_at"u8, issuedAt.ToUnixTimeSeconds());
                }

                writer.WriteString("token"u8, token.Token.Reveal());
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static AccessToken? Read(byte[] content)
    {
        var reader = new Utf8JsonReader(content);
        string? token = null;
        var (expiresAt, issuedAt) = (0L, 0L);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isToken = reader.ValueTextEquals("token"u8);
            var isExpiry = reader.ValueTextEquals("expires_at"u8);
            var isIssue = reader.ValueTextEquals("issued_at"u8);
            reader.Read();
            if (isToken && reader.TokenType == JsonTokenType.String)
            {
                token = reader.GetString();
            }
            else if (isExpiry || isIssue)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var seconds))
                {
                    return null;
                }

                (expiresAt, issuedAt) = isExpiry ? (seconds, issuedAt) : (expiresAt, seconds);
            }
            else
            {
                reader.Skip();
            }
        }

        // Reads on to the end, so that a file with something after the object is rejected.
        return reader.Read() ? null : StoredToken.From(token, expiresAt, issuedAt);
    }
}
