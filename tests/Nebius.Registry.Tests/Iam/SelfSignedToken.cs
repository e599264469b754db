using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class SelfSignedToken
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_self_signed_token_has_the_header_and_claims_that_IAM_expects()
    {
        using var key = TestKeys.Authorized();

        var parts = key.CreateToken(Now).Reveal().Split('.');

        using var header = Decode(parts[0]);
        Assert.Equal(["alg", "typ", "kid"], header.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("RS256", header.RootElement.GetProperty("alg").GetString());
        Assert.Equal("JWT", header.RootElement.GetProperty("typ").GetString());
        Assert.Equal(TestKeys.PublicKeyId, header.RootElement.GetProperty("kid").GetString());
        using var claims = Decode(parts[1]);
        Assert.Equal(["iss", "sub", "aud", "iat", "exp"], claims.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(TestKeys.ServiceAccountId, claims.RootElement.GetProperty("iss").GetString());
        Assert.Equal(TestKeys.ServiceAccountId, claims.RootElement.GetProperty("sub").GetString());
        Assert.Equal("token-service.iam.new.nebiuscloud.net", claims.RootElement.GetProperty("aud").GetString());
        Assert.Equal(Now.ToUnixTimeSeconds() - 30, claims.RootElement.GetProperty("iat").GetInt64());
        Assert.Equal(Now.ToUnixTimeSeconds() + 120, claims.RootElement.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void The_signature_of_the_self_signed_token_covers_header_and_claims()
    {
        using var key = TestKeys.Authorized();

        var parts = key.CreateToken(Now).Reveal().Split('.');

        var signature = Base64Url.DecodeFromChars(parts[2]);
        Assert.True(Verify($"{parts[0]}.{parts[1]}", signature));
        Assert.False(Verify($"{parts[0]}.{parts[1]}A", signature));
        Assert.DoesNotContain('=', string.Concat(parts));
    }

    [Fact]
    public void The_self_signed_token_changes_with_the_clock()
    {
        using var key = TestKeys.Authorized();

        Assert.NotEqual(key.CreateToken(Now).Reveal(), key.CreateToken(Now.AddSeconds(1)).Reveal());
    }

    [Fact]
    public void The_fingerprint_of_an_authorized_key_is_the_hash_of_its_private_key()
    {
        using var key = TestKeys.Authorized();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(TestKeys.Rsa.ExportRSAPrivateKey())), key.Fingerprint);
    }

    private static bool Verify(string content, byte[] signature) =>
        TestKeys.Rsa.VerifyData(Encoding.ASCII.GetBytes(content), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static JsonDocument Decode(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part));
}
