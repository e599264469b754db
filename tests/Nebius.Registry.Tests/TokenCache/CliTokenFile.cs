using System.Text;
using Nebius.Registry.Iam;
using Nebius.Registry.TokenCache;
using Nebius.Registry.TokenCache.Shared;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>The file that the CLI and the Nebius SDKs for Go, Python and JavaScript write is read and written.</summary>
public sealed class CliTokenFile
{
    private const string Federation = "federation/https://auth.nebius.com:443/federation-e00x/default";
    private const string WindowsPath = @"federated-credentials/serviceaccount-e00a/C:\tokens\gh: token.txt";
    private const string Ours = "service-account/serviceaccount-e00a/publickey-e00b";

    private const string Go = """
        tokens:
            federation/https://auth.nebius.com:443/federation-e00x/default:
                token: ne1.federation
                expires_at: 4102444800
            federated-credentials/serviceaccount-e00a/C:\tokens\gh.txt:
                token: ne1.no-expiry
            'federated-credentials/serviceaccount-e00a/C:\tokens\gh: token.txt':
                token: ne1.path
                expires_at: 4102444800

        """;

    private const string Python = """
        tokens:
          federation/https://auth.nebius.com:443/federation-e00x/default:
            token: ne1.federation
            expires_at: 4102444800
          'federated-credentials/serviceaccount-e00a/C:\tokens\gh: token.txt':
            token: ne1.path
            expires_at: null
          ? service-account/serviceaccount-e00a/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
          : token: 'true'
            expires_at: 4102444800

        """;

    private const string JavaScript = """
        tokens:
          federation/https://auth.nebius.com:443/federation-e00x/default:
            token: ne1.federation
            expires_at: 4102444800
          ? "federated-credentials/serviceaccount-e00a/C:\\tokens\\gh: token.txt"
          : token: ne1.path
            expires_at: 0

        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    private readonly SharedFormat _format = new("/home/me/.nebius/credentials.yaml");

    [Theory]
    [InlineData(Go, Federation, "ne1.federation", 4102444800)]
    [InlineData(Go, @"federated-credentials/serviceaccount-e00a/C:\tokens\gh.txt", "ne1.no-expiry", 0)]
    [InlineData(Go, WindowsPath, "ne1.path", 4102444800)]
    [InlineData(Python, Federation, "ne1.federation", 4102444800)]
    [InlineData(Python, WindowsPath, "ne1.path", 0)]
    [InlineData(JavaScript, Federation, "ne1.federation", 4102444800)]
    [InlineData(JavaScript, WindowsPath, "ne1.path", 0)]
    [InlineData("\0\0\0\0\0\0" + JavaScript, Federation, "ne1.federation", 4102444800)]
    [InlineData("\uFEFF" + Go, Federation, "ne1.federation", 4102444800)]
    [InlineData("{tokens: {a: {token: 123}}}", "a", "123", 0)]
    public void Tokens_in_the_CLI_token_file_are_read_and_survive_a_write(string file, string name, string token, long expiresAt)
    {
        AssertHas(Bytes(file), name, token, expiresAt);
        var written = Put(file);
        AssertHas(written, name, token, expiresAt);
        AssertHas(written, Ours, "ne1.ours", 4000000000);
        AssertHas(_format.Replace(written, Ours, null, Now), name, token, expiresAt);
        Assert.Null(_format.Find(_format.Replace(written, Ours, null, Now), Ours));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}\n")]
    [InlineData("tokens: {}\n")]
    [InlineData("tokens:\n")]
    [InlineData("tokens: null\n")]
    [InlineData("---\n...\n")]
    [InlineData("# nothing\n")]
    [InlineData("\0\0\0\0")]
    public void A_CLI_token_file_without_tokens_is_read_and_written(string file)
    {
        Assert.Null(_format.Find(Bytes(file), Ours));
        AssertHas(Put(file), Ours, "ne1.ours", 4000000000);
    }

    [Theory]
    [InlineData("tokens: {a: {token: ''}}")]
    [InlineData("tokens: {a: {token: null}}")]
    [InlineData("tokens: {a: {token: [x]}}")]
    [InlineData("tokens: {a: {token: 'ne1 x'}}")]
    [InlineData("tokens: {a: {token: \"ne1\\nHost: evil\"}}")]
    [InlineData("tokens: {a: {token: né1}}")]
    [InlineData("tokens: {a: {token: !!binary bmUx}}")]
    [InlineData("tokens: {a: {token: ne1, expires_at: soon}}")]
    [InlineData("tokens: {a: {token: ne1, expires_at: '4102444800'}}")]
    [InlineData("tokens: {a: {token: ne1, expires_at: 2100-01-01}}")]
    [InlineData("tokens: {a: {token: ne1, expires_at: 99999999999999}}")]
    [InlineData("tokens: {a: {token: ne1, expires_at: 99999999999999999999}}")]
    [InlineData("tokens: {a: {token: ne1, expires_at: -1}}")]
    [InlineData("tokens: {a: ne1}")]
    [InlineData("tokens: {a: [ne1]}")]
    [InlineData("tokens: {a: }")]
    public void An_invalid_entry_in_the_CLI_token_file_is_no_token(string file) => Assert.Null(_format.Find(Bytes(file), "a"));

    [Theory]
    [InlineData("tokens: [")]
    [InlineData("- tokens")]
    [InlineData("tokens: [a]")]
    [InlineData("tokens: x")]
    [InlineData("just a note to myself")]
    [InlineData("tokens: {a: &x {token: ne1}, b: *x}")]
    [InlineData("tokens: {a: {token: ne1}}\n---\ntokens: {a: {token: ne2}}\n")]
    [InlineData("{[a]: b}")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]")]
    public void A_file_that_is_not_a_CLI_token_file_has_no_tokens_and_is_not_changed(string file)
    {
        Assert.Null(_format.Find(Bytes(file), "a"));
        Assert.Contains("credentials.yaml", Assert.Throws<TokenCacheUnavailableException>(() => Put(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokens:\n  b: {token: ne1.b}\ntokens:\n  a: {token: ne1.a}\n", "ne1.a", 0)]
    [InlineData("tokens:\n  a: {token: ne1.a}\n# nebius-registry: done writing\ntokens:\n  b: {token: ne1.b}\n", "ne1.a", 0)]
    [InlineData("tokens: {a: {token: ne1.old, expires_at: 4000000000}}\ntokens: {a: {token: ne1.new, expires_at: 4000000001}, b: {token: ne1.b}}", "ne1.new", 4000000001)]
    [InlineData("tokens: {a: {token: ne1.new, expires_at: 4000000001}, b: {token: ne1.b}}\ntokens: {a: {token: ne1.old, expires_at: 4000000000}}", "ne1.new", 4000000001)]
    [InlineData("tokens: {a: {token: ne1.one}, a: {token: ne1.two}, b: {token: ne1.b}}", "ne1.two", 0)]
    [InlineData("tokens: {a: {token: ne1.known, expires_at: 4000000000}, a: {token: ne1.unknown}, b: {token: ne1.b}}", "ne1.known", 4000000000)]
    [InlineData("tokens: {a: {token: ne1.a}, a: , b: {token: ne1.b}}", "ne1.a", 0)]
    [InlineData("tokens: {a: {token: ne1.a}, a: text, b: {token: ne1.b}}", "ne1.a", 0)]
    [InlineData("tokens: {a: {token: ne1.one, expires_at: 4000000001, token: ne1.two, expires_at: 4000000000}, b: {token: ne1.b}}", "ne1.two", 4000000000)]
    [InlineData("tokens: \n'tokens': {a: {token: ne1.a}}\n\"tokens\":\n  b: {token: ne1.b}\n", "ne1.a", 0)]
    [InlineData("v: 1\ntokens: {a: {token: ne1.a}, b: {token: ne1.b}}\nv: 2\nn: {x: 1, x: 2, y: [{z: 1, z: 2}]}\n", "ne1.a", 0)]
    [InlineData("{tokens: {a: {token: ne1.a}}, tokens: {b: {token: ne1.b}}}", "ne1.a", 0)]
    [InlineData("# nebius-registry: done writing\ntokens:\n  c: {token: 'ne1.ctokens:\n  x: {\ntokens:\n  a: {token: ne1.a}\n  b: {token: ne1.b}\n", "ne1.a", 0)]
    [InlineData("# nebius-registry: half written\ntokens:\n  c: {expires_at: 1, tok\ntokens:\n  a: {token: ne1.a}\n  b: {token: ne1.b}\n", "ne1.a", 0)]
    public void A_CLI_token_file_with_duplicate_keys_keeps_every_token_and_is_written_without_duplicates(
        string file, string token, long expiresAt)
    {
        AssertHas(Bytes(file), "a", token, expiresAt);
        AssertHas(Bytes(file), "b", "ne1.b", 0);
        var written = Put(file);

        AssertHas(written, "a", token, expiresAt);
        AssertHas(written, "b", "ne1.b", 0);
        AssertHas(written, Ours, "ne1.ours", 4000000000);
        var strict = new YamlDotNet.Serialization.DeserializerBuilder().WithDuplicateKeyChecking().Build();
        Assert.Contains("tokens", strict.Deserialize<Dictionary<object, object>>(Encoding.UTF8.GetString(written)).Keys);
    }

    [Fact]
    public void A_CLI_token_file_with_many_duplicate_keys_is_read_quickly()
    {
        var file = Bytes(string.Concat(Enumerable.Range(0, 6_000).Select(i => $"tokens: {{a{i}: {{token: ne1}}}}\n")));

        Assert.NotNull(_format.Find(file, "a5999"));
    }

    [Fact]
    public void A_CLI_token_file_that_is_not_UTF8_is_not_changed() =>
        Assert.Throws<TokenCacheUnavailableException>(() => _format.Replace([0xff, 0xfe, 0x61], Ours, null, Now));

    [Fact]
    public void Writing_the_CLI_token_file_keeps_unknown_content_and_drops_expired_or_empty_tokens()
    {
        var written = Encoding.UTF8.GetString(Put("""
            version: 2
            notes: [one, two: {three: "4"}, '']
            tokens:
              expired: {token: ne1.expired, expires_at: 1000000000}
              now: {token: ne1.now, expires_at: 1795478400}
              empty: {token: '', expires_at: 4102444800}
              nothing:
              foreign: {expires_at: 4102444800, token: ne1.foreign, issuer: "null", empty: , old: 0777}
              odd: [1, 2]
            last: |
              two
              lines
            """));

        Assert.Equal(
            """
            # nebius-registry: half written
            version: 2
            notes:
            - one
            - two:
                three: "4"
            - ''
            last: |-
              two
              lines
            tokens:
              foreign:
                expires_at: 4102444800
                issuer: "null"
                empty: null
                old: 0777
                token: "ne1.foreign"
              odd:
              - 1
              - 2
              "service-account/serviceaccount-e00a/publickey-e00b":
                expires_at: 4000000000
                token: "ne1.ours"

            """,
            written);
    }

    [Fact]
    public void A_CLI_token_file_that_YamlDotNet_cannot_write_back_unchanged_is_not_changed()
    {
        // A long key, found by TokenFileFuzzing: YamlDotNet 18.1 can't read what it writes for it.
        var file = Convert.FromBase64String(
            "DT8gPF8vRCZGM0pCXWt3LHt+UVo6fXZpaHRgW0lGITh4eC5aM2UyKXx2MEVzVD15TmRRVjRAKzQ7dmtMMUdcUkdKJHJHcUEyO1wm"
            + "PSNuV15GYzw7LE9Dd2NYYjA8UGYwIEslZks5WDNqN2U2bjwgbzdqSTFmZSQ0Ui18bjg9cWwpPEouMXxJXF46eHpaMmY6XEtAKHpg"
            + "dHlGN0FJSHJZJWYvOHhNcXMsTjVVQjAsPVBOR30/dTJFV3NdYGBtSVB9c1c+Ij98dFM5dGwrbT0mJkZDIXx9bWJ8QjFYSkJuI0Zu"
            + "ZGBgX1M2NF4kT1BmcEM+d105PmYneiBeIVMkXTQrWzwgeUBxZ0EzJVpNQClHbmgsfFQnOiJ6ICprS0RGQDRpSzwleHIiay11Kz5W"
            + "RTYqQX4yVz9XZH02YnI4RXF7Zj5v");
        Assert.Throws<TokenCacheUnavailableException>(() => _format.Replace(file, Ours, null, Now));
    }

    [Fact]
    public void The_CLI_token_file_is_valid_when_its_last_token_is_removed() =>
        Assert.Equal("# nebius-registry: half written\ntokens: {}\n", Encoding.UTF8.GetString(_format.Replace(Put(""), Ours, null, Now)));

    [Fact]
    public void A_truncated_CLI_token_file_shows_no_partial_token_and_can_be_written_again()
    {
        var whole = Put(Go);
        string[] names = [Ours, Federation, WindowsPath, @"federated-credentials/serviceaccount-e00a/C:\tokens\gh.txt"];
        for (var length = 0; length < whole.Length; length++)
        {
            var torn = whole[..length];
            foreach (var name in names)
            {
                var (found, expected) = (_format.Find(torn, name), _format.Find(whole, name)!);
                Assert.True(found is null || (found.Token.Reveal() == expected.Token.Reveal() && found.ExpiresAt == expected.ExpiresAt), $"{name} at {length}");
            }

            AssertHas(Put(Encoding.UTF8.GetString(torn)), Ours, "ne1.ours", 4000000000);
        }
    }

    [Fact]
    public void The_seal_of_the_CLI_token_file_replaces_a_line_of_the_same_length()
    {
        var whole = Put("");
        _format.Seal.Span.CopyTo(whole);
        Assert.StartsWith("# nebius-registry: done writing\ntokens:\n", Encoding.UTF8.GetString(whole), StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private byte[] Put(string file) =>
        _format.Replace(Bytes(file), Ours, new AccessToken(new Secret("ne1.ours"), DateTimeOffset.FromUnixTimeSeconds(4000000000)), Now);

    private void AssertHas(byte[] file, string name, string token, long expiresAt)
    {
        var found = _format.Find(file, name);
        Assert.NotNull(found);
        Assert.Equal(token, found.Token.Reveal());
        Assert.Equal(expiresAt, found.ExpiresAt?.ToUnixTimeSeconds() ?? 0);
    }
}
