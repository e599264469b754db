using System.Text;
using CsCheck;
using Nebius.Registry.Iam;
using Nebius.Registry.OS;
using Nebius.Registry.TokenCache;
using Nebius.Registry.TokenCache.Shared;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Any bytes are read as tokens or as none, and are replaced or left alone with an error that shows nothing of them.</summary>
public sealed class TokenFileFuzzing
{
    private const string Canary = "ne1.canary";

    private static readonly Gen<string> Yaml = Gen.OneOf(
        Gen.OneOf(
            "tokens", "token", "expires_at", ":", ": ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "- ", "? ", "&a ", "*a", "!!str ", "!<x> ", "!", "|", ">", "|2-\n",
            "'", "\"", "\\", "\\x", "\\uD800", "# ", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x:\n", "<<", "null", "~", "0x1f", "1e9", "99999999999999999999", "a", "\t", "\0", "\uFEFF", "\r",
            "\u2028", "\ud800", Canary, "tokens:\n  a:\n    token: ne1.canary\n    expires_at: 4102444800\n"),
        Gen.String);

    private static readonly Gen<string> Json = Gen.OneOf(
        Gen.OneOf("{", "}", "[", "]", ":", ",", "\"token\"", "\"expires_at\"", "\"ne1.canary\"", "\"\\ud800\"", "1", "-0", "1e400", "99999999999999999999", "null", "true", "//", " ", "{\"expires_at\":0,\"token\":\"ne1.canary\"}"),
        Gen.String);

    [Fact]
    public void Garbage_in_the_CLI_token_file_causes_no_unexpected_exception() =>
        Yaml.Array[0, 25].Select(string.Concat).Sample(text => EndsWell(new SharedFormat("/f"), Encoding.UTF8.GetBytes(text)), iter: 3_000);

    [Fact]
    public void Any_bytes_in_the_CLI_token_file_cause_no_unexpected_exception() =>
        Gen.Byte.Array.Sample(content => EndsWell(new SharedFormat("/f"), content));

    [Fact]
    public void Garbage_in_a_private_token_file_causes_no_unexpected_exception() =>
        Json.Array[0, 12].Select(string.Concat).Sample(text => EndsWell(new PrivateFormat(), Encoding.UTF8.GetBytes(text)), iter: 3_000);

    [Fact]
    public void Any_bytes_in_a_private_token_file_cause_no_unexpected_exception() =>
        Gen.Byte.Array.Sample(content => EndsWell(new PrivateFormat(), content));

    [Fact]
    public void Any_name_and_token_are_read_back_from_a_token_file() =>
        Gen.Select(Gen.String, Gen.Char['!', '~'].Array[1, 3000], Gen.Long[0, 253402300799]).Sample((name, text, expiresAt) =>
        {
            var token = new AccessToken(new Secret(new string(text)), expiresAt == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(expiresAt));
            name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)); // What cannot be in a file cannot be a name.
            var shared = new SharedFormat("/f");
            var first = shared.Replace([], name, token, DateTimeOffset.UnixEpoch);
            AssertSame(token, shared.Find(first, name));
            AssertSame(token, shared.Find(shared.Replace(first, name + "x", token, DateTimeOffset.UnixEpoch), name));
            AssertSame(token, new PrivateFormat().Find(new PrivateFormat().Replace([], name, token, DateTimeOffset.UnixEpoch), name));
        }, iter: 500);

    [Fact]
    public void A_truncated_private_token_file_has_no_token()
    {
        var whole = new PrivateFormat().Replace([], "a", new AccessToken(new Secret(Canary), DateTimeOffset.UnixEpoch.AddYears(80)), default);
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Null(new PrivateFormat().Find(whole[..length], "a")));
        Assert.NotNull(new PrivateFormat().Find(whole, "a"));
    }

    private static void EndsWell(ITokenFormat format, byte[] content)
    {
        var token = format.Find(content, "a");
        try
        {
            var replaced = format.Replace(content, "b", new AccessToken(new Secret("ne1.ours"), DateTimeOffset.UnixEpoch.AddYears(60)), DateTimeOffset.UnixEpoch.AddYears(50));
            Assert.Equal("ne1.ours", format.Find(replaced, "b")?.Token.Reveal());
            if (format is SharedFormat && (token?.ExpiresAt is null || token.ExpiresAt > DateTimeOffset.UnixEpoch.AddYears(50)))
            {
                AssertSame(token, format.Find(replaced, "a"));
            }
        }
        catch (TokenCacheUnavailableException trouble)
        {
            Assert.Null(trouble.InnerException);
            Assert.DoesNotContain("canary", trouble.ToString(), StringComparison.Ordinal);
        }
    }

    private static void AssertSame(AccessToken? expected, AccessToken? actual)
    {
        Assert.Equal(expected?.Token.Reveal(), actual?.Token.Reveal());
        Assert.Equal(expected?.ExpiresAt, actual?.ExpiresAt);
    }
}
