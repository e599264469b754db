using System.Net;
using System.Text;
using System.Text.Json;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

/// <summary>An authorized key's JSON that vaults, shells or CI systems have changed is read as long as it is unambiguous.</summary>
public sealed class MangledAuthorizedKeys
{
    private const string Origin = "NEBIUS_AUTHORIZED_KEY";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static string Pretty { get; } = JsonSerializer.Serialize(Document, Indented);

    private static string OneLine { get; } = JsonSerializer.Serialize(Document);

    private static object Document => new Dictionary<string, object>
    {
        ["subject-credentials"] = new Dictionary<string, string>
        {
            ["type"] = "JWT",
            ["alg"] = "RS256",
            ["private-key"] = TestKeys.Pkcs8.ReplaceLineEndings("\n") + "\n",
            ["kid"] = TestKeys.PublicKeyId,
            ["iss"] = TestKeys.ServiceAccountId,
            ["sub"] = TestKeys.ServiceAccountId,
        },
    };

    private static readonly Dictionary<string, Func<string, string>> Changes = new()
    {
        ["real line breaks in strings"] = text => text.Replace("\\n", "\n", StringComparison.Ordinal),
        ["real CRLF in strings"] = text => text.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("\\n", "\r\n", StringComparison.Ordinal),
        ["blanks for line breaks in strings"] = text => text.Replace("\\n", " ", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal),
        ["tabs in strings"] = text => text.Replace("\\n", "\n\t", StringComparison.Ordinal),
        ["CRLF"] = text => text.Replace("\n", "\r\n", StringComparison.Ordinal),
        ["escaped CRLF"] = text => text.Replace("\\n", "\\r\\n", StringComparison.Ordinal),
        ["literal \\n between tokens"] = text => text.Replace("\n", "\\n", StringComparison.Ordinal),
        ["literal \\r\\n between tokens"] = text => text.Replace("\n", "\\r\\n", StringComparison.Ordinal),
        ["literal \\n between tokens and real line breaks in strings"] = text =>
            text.Replace("\\n", "\u0001", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\u0001", "\n", StringComparison.Ordinal),
        ["escaped quotes"] = text => text.Replace("\"", "\\\"", StringComparison.Ordinal),
        ["escaped quotes and backslashes"] = text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        ["escaped quotes and real line breaks in strings"] = text => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        ["quotes as \\u0022"] = text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\u0022", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
        ["JSON in a JSON string"] = text => JsonSerializer.Serialize(text),
        ["JSON in a JSON string without its quotes"] = text => JsonSerializer.Serialize(text)[1..^1],
        ["JSON in a JSON string in a JSON string"] = text => JsonSerializer.Serialize(JsonSerializer.Serialize(text)),
        ["JSON in a JSON string in single quotes"] = text => $"'{JsonSerializer.Serialize(text)}'",
        ["backslashes twice"] = text => text.Replace("\\n", "\\\\n", StringComparison.Ordinal),
        ["backslashes four times"] = text => text.Replace("\\n", "\\\\\\\\n", StringComparison.Ordinal),
        ["base64"] = Base64,
        ["base64 in lines"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks),
        ["base64 with literal \\n"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\\n", StringComparison.Ordinal),
        ["base64 without padding"] = text => Base64(text).TrimEnd('='),
        ["base64url"] = text => Base64(text).Replace('+', '-').Replace('/', '_').TrimEnd('='),
        ["base64 in quotes"] = text => $"\"{Base64(text)}\"\n",
        ["base64 twice"] = text => Base64(Base64(text)),
        ["base64 of JSON in a JSON string"] = text => Base64(JsonSerializer.Serialize(text)),
        ["base64 of real line breaks in strings"] = text => Base64(text.Replace("\\n", "\n", StringComparison.Ordinal)),
        ["base64 of UTF-16"] = text => Convert.ToBase64String(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text)).ToArray()),
        ["base64 with a byte order mark in it"] = text => Base64("\uFEFF" + text),
        ["a byte order mark"] = text => "\uFEFF" + text,
        ["a byte order mark and escaped quotes"] = text => "\uFEFF" + text.Replace("\"", "\\\"", StringComparison.Ordinal),
        ["quotes around it"] = text => $"'{text}'\n",
        ["percent encoding"] = Uri.EscapeDataString,
        ["HTML encoding"] = WebUtility.HtmlEncode,
        ["typographic quotes"] = text => text.Replace('"', '\u201D'),
        ["single quotes, as Python prints"] = text => text.Replace('"', '\''),
        ["export in front"] = text => $"export NEBIUS_AUTHORIZED_KEY='{text}'",
        ["an assignment in front"] = text => $"NEBIUS_AUTHORIZED_KEY={text}",
        ["fences of Markdown"] = text => $"```json\n{text}\n```",
        ["a trailing comma"] = text => text.Replace("\"\n  }", "\",\n  }", StringComparison.Ordinal),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mangled_authorized_key_is_read_as_the_original(string change)
    {
        using var original = TestKeys.Authorized();
        foreach (var text in (string[])[Pretty, OneLine])
        {
            using var key = AuthorizedKeyJson.Read(Changes[change](text), Origin);

            Assert.Equal(original.Fingerprint, key.Fingerprint);
            Assert.Equal((TestKeys.ServiceAccountId, TestKeys.PublicKeyId), (key.ServiceAccountId, key.PublicKeyId));
        }
    }

    public static TheoryData<string> Beyond =>
    [
        OneLine.Replace("\"", string.Empty, StringComparison.Ordinal),
        OneLine[..^20],
        Pretty[20..],
        OneLine.Replace("\\n", "\n", StringComparison.Ordinal)[..^20],
        OneLine.Replace("\"", "\\\"", StringComparison.Ordinal)[..^20],
        Base64(OneLine[..^20]),
        OneLine.Replace("\"kid\":", "\"kid\"", StringComparison.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Beyond))]
    public void An_authorized_key_beyond_repair_leads_to_a_form_that_works_and_never_to_the_private_key_variable(string text)
    {
        var failure = Leaks.FailsWith(
            MessageCodes.AuthorizedKeyMalformed, () => AuthorizedKeyJson.Read(text, Origin).Dispose(), [.. TestKeys.Pkcs8.Split('\n').Where(line => line.Length > 40)]);

        Assert.Contains("\n  base64 -w0 key.json", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("NEBIUS_PRIVATE_KEY", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$KEY", "a variable that was not replaced")]
    [InlineData("${{ secrets.KEY }}", "a variable that was not replaced")]
    [InlineData("***", "the mask")]
    [InlineData("<key.json>", "a placeholder")]
    public void An_authorized_key_that_was_not_filled_in_is_named_for_what_it_looks_like(string text, string looksLike)
    {
        var failure = Assert.Throws<NebiusRegistryException>(() => AuthorizedKeyJson.Read(text, Origin));

        Assert.Equal(MessageCodes.AuthorizedKeyMalformed, failure.Code);
        Assert.Contains(looksLike, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("escaped quotes")]
    [InlineData("JSON in a JSON string")]
    [InlineData("real line breaks in strings")]
    public void A_mangled_authorized_key_in_place_of_a_private_key_leads_to_the_variable_that_takes_it(string change)
    {
        var failure = Assert.Throws<NebiusRegistryException>(() => PrivateKeyPem.Read(Changes[change](OneLine), "NEBIUS_PRIVATE_KEY"));

        Assert.Equal(MessageCodes.TextAndPathMixedUp, failure.Code);
        Assert.Contains("NEBIUS_AUTHORIZED_KEY", failure.Message, StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
