using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace Nebius.Registry.Tests;

public sealed partial class ShapesOfSecrets
{
    private const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    private static readonly string[] Pieces =
        ["A", "B", "Cd", "bc", "x", "7", "42", "0f", "-", "_", "=", "+", "E3", "g", "Hi", "9K", "/", ".", " ", "v1."];

    [Theory]
    [InlineData("v1.abcdefghijklmnop.signature")]
    [InlineData("v0.ABCDEFGHIJKLMNOP")]
    [InlineData("ne1AAAABBBBcccc.sig-nature_1")]
    [InlineData("nd1AAAABBBBcccc")]
    [InlineData(Jwt)]
    [InlineData("\"v1.abcdefghijklmnop.signature\"")]
    [InlineData("Bearer " + Jwt)]
    [InlineData("./v1.abcdefghijklmnop.signature")]
    [InlineData("/home/me/v1.abcdefghijklmnop.signature")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----")]
    [InlineData("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCg==")]
    [InlineData("{\"subject-credentials\":{\"private-key\":\"x\"}}")]
    [InlineData("user:pass@registry.example.com")]
    [InlineData("https://user:pass@cr.eu-west1.nebius.cloud")]
    [InlineData("https://token@cr.eu-west1.nebius.cloud")]
    [InlineData("iam:secret@cr.eu-west1.nebius.cloud/e00abc/app")]
    [InlineData("aGVsbG8gd29ybGQgdGhpcyBpcyBhIHNlY3JldCAxMjM0NTY3ODkw")]
    [InlineData("kX9/bW3vTz7Qp+R2sYh5Nc8Jf4LgAe6Md1Uo0Iw/xVtB3ZrK")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")]
    public void A_value_that_looks_like_a_secret_is_not_shown(string value)
    {
        Assert.Equal("[removed]", Redactor.Value(value));
        Assert.Equal("[removed]", Redactor.Value(value, $"/work/{value}"));
    }

    [Theory]
    [InlineData("eu-west1")]
    [InlineData("cr.eu-west1.nebius.cloud")]
    [InlineData("[::1]:5000")]
    [InlineData("registry-e00abcdef0123456789abcdef0123456789")]
    [InlineData("serviceaccount-e00abcdef0123456789abcdef")]
    [InlineData("MyCompany.Service.Orders2.Integration.csproj")]
    [InlineData("ContainerRegistry=cr.eu-west1.nebius.cloud")]
    [InlineData("StaticKey+AuthorizedKey+WorkloadIdentity")]
    [InlineData("~/.nebius/config.yaml")]
    [InlineData("/home/Me/Projects2/MyCompany.Service.Orders/keys/authorized-key.json")]
    [InlineData("keys/v1.authorized-key.json")]
    [InlineData("C:\\Users\\RunnerAdmin2\\AppData\\Local\\Temp\\key.json")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app:1.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("app:1.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    public void A_value_that_is_not_a_secret_is_shown(string value) => Assert.Equal(value, Redactor.Value(value));

    [Fact]
    public void A_random_token_of_an_unknown_shape_is_shown_nowhere()
    {
        for (var i = 0; i < 1000; i++)
        {
            var token = Convert.ToBase64String(SHA512.HashData(Encoding.UTF8.GetBytes($"{i}")));
            Assert.Equal("[removed]", Redactor.Value(token));
            Assert.DoesNotContain(token[..32], Redactor.Clean($"got {token}", 1000), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("The file '/work/v1.abcdefghijklmnop.signature' isn't there", "The file '/work/[removed]' isn't there")]
    [InlineData("GET https://user:pass@proxy:3128/ failed", "GET https://[removed]@proxy:3128/ failed")]
    [InlineData("one\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\ntwo", "one\n[removed]\ntwo")]
    [InlineData("v1.abcd\u200befghijklmnop.sig", "[removed]")]
    [InlineData("profile kX9bW3vTz7QpR2sYh5Nc8Jf4LgAe6Md1Uo0Iw, line 2", "profile [removed], line 2")]
    public void A_secret_in_a_message_is_redacted(string message, string expected)
    {
        Assert.Equal(expected, Redactor.Message(message));
        Assert.Equal(expected, new NebiusRegistryException("NEBIUS1099", message).Message);
    }

    // The short cuts that keep the regular expressions out of most processes.
    [Fact]
    public void What_is_taken_for_plain_has_nothing_to_remove_by_the_rules() => Gen.Int[0, Pieces.Length - 1].Array[0, 60]
        .Select(chosen => string.Concat(chosen.Select(piece => Pieces[piece])))
        .Sample(
            text => (!SecretShapes.IsPlain(text) || SecretShapes.RemoveFromMessage(text) == text)
                && !LongRun().Matches(SecretShapes.RemoveFromForeign(text)).Any(run => HasAllKinds(run.ValueSpan)),
            iter: 20_000);

    private static bool HasAllKinds(ReadOnlySpan<char> run) =>
        run.ContainsAnyInRange('A', 'Z') && run.ContainsAnyInRange('a', 'z') && run.ContainsAnyInRange('0', '9');

    [GeneratedRegex("[A-Za-z0-9+/_=.-]{32,}")]
    private static partial Regex LongRun();
}
