using CsCheck;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

/// <summary>For any input, the readers of keys return a key, or fail with a code and show nothing of the input.</summary>
public sealed class ParsersOnlyFailWithCodes
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "-----BEGIN ", "-----END ", "-----", "PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "\n", "\r\n", "\\n", "\\r", " ",
            "\"", "'", "{", "}", "[", "]", ":", ",", "\"subject-credentials\"", "\"kid\"", "\"private-key\"", "\"alg\":\"RS256\"", "null",
            "\\ud800", "\ud800", "\0", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "====", "LS0tLS1CRUdJTi", "Proc-Type: 4,ENCRYPTED", "/", "~"),
        Gen.String);

    private static readonly Gen<string> Garbage = Piece.Array[0, 20].Select(string.Concat);

    [Fact]
    public void Garbage_in_place_of_a_private_key_only_fails_with_a_code() =>
        Garbage.Sample(text => EndsWell(() => PrivateKeyPem.Read(text, "x").Dispose()));

    [Fact]
    public void A_private_key_with_one_piece_replaced_only_fails_with_a_code() =>
        Gen.Select(Gen.Int[0, 1600], Gen.Int[0, 40], Piece).Sample((start, length, piece) =>
            EndsWell(() => PrivateKeyPem.Read(Replace(TestKeys.Pkcs8, start, length, piece), "x").Dispose()));

    [Fact]
    public void A_private_key_with_one_byte_replaced_only_fails_with_a_code() =>
        Gen.Select(Gen.Int[0, 1100], Gen.Byte).Sample((position, value) =>
        {
            var der = TestKeys.Rsa.ExportPkcs8PrivateKey();
            der[position] = value;
            var pem = $"-----BEGIN PRIVATE KEY-----\n{Convert.ToBase64String(der)}\n-----END PRIVATE KEY-----";
            EndsWell(() =>
            {
                using var key = AuthorizedKey.FromParts(TestKeys.ServiceAccountId, TestKeys.PublicKeyId, pem, "x");
                key.CreateToken(DateTimeOffset.UnixEpoch.AddYears(50));
            });
        }, iter: 300);

    [Fact]
    public void Garbage_in_place_of_an_authorized_key_only_fails_with_a_code() =>
        Garbage.Sample(text => EndsWell(() => AuthorizedKeyJson.Read(text, "x").Dispose()));

    [Fact]
    public void Any_valid_JSON_in_place_of_an_authorized_key_only_fails_with_a_code() =>
        Gen.Dictionary(Gen.OneOf("type", "alg", "kid", "iss", "sub", "private-key"), Json)[0, 6].Sample(fields =>
        {
            var inner = string.Join(',', fields.Select(field => $"\"{field.Key}\":{field.Value}"));
            EndsWell(() => AuthorizedKeyJson.Read($"{{\"subject-credentials\":{{{inner}}}}}", "x").Dispose());
        });

    private static Gen<string> Json { get; } = Gen.OneOf(
        "null", "42", "true", "\"\"", "\"RS256\"", "\"JWT\"", "\"publickey-e00a\"", "\"\\ud800\"", "[]", "{}", "[[1]]", "\"/x\"");

    private static string Replace(string text, int start, int length, string piece)
    {
        start = Math.Min(start, text.Length);
        return string.Concat(text.AsSpan(0, start), piece, text.AsSpan(Math.Min(start + length, text.Length)));
    }

    // An exception of any other type leaves this method, and fails the test.
    private static void EndsWell(Action action)
    {
        try
        {
            action();
        }
        catch (NebiusRegistryException exception)
        {
            Leaks.AssertNone(exception);
        }
    }
}
