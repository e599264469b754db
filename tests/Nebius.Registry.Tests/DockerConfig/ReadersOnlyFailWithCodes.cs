using System.Text;
using CsCheck;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.OS;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>For any input, the readers of logins return a result, or fail with a code and show nothing of the input.</summary>
public sealed class ReadersOnlyFailWithCodes : IDisposable
{
    private const string Canary = "c4n4ry";

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "{", "}", "[", "]", ":", ",", "\"", "\\ud800", "\ud800", "\0", "\ufeff", "null", "1", "\"auths\"", "\"auth\"", "\"identitytoken\"",
            "\"credHelpers\"", "\"credsStore\"", "\"cr.eu-west1.nebius.cloud\"", "\"https://cr.eu-west1.nebius.cloud/v1/\"", "\"aWFtOmE=\"",
            "\"Username\"", "\"Secret\"", $"\"{Canary}\"", "{}", " ", "\n"),
        Gen.String);

    private static readonly Gen<string> Garbage = Piece.Array[0, 20].Select(string.Concat);

    // JSON with the right names in unexpected places, nested now and then.
    private static readonly Gen<string> Leaf = Gen.OneOf(
        "null", "1", "\"\"", $"\"{Canary}\"", "\"aWFtOmM0bjRyeQ==\"", "\"\\ud800\"", "[]", "{}", "\"none\"", "\"nebius\"", $"\"../{Canary}\"", "\"\\u0000\"");

    private static readonly Gen<string> Entry = Gen.OneOf(Leaf, Object(Gen.OneOf("auth", "identitytoken", "\\ud800"), Leaf));

    private static readonly Gen<string> Section = Gen.OneOf(
        Leaf, Object(Gen.OneOf(Hosts.EuWest1.Name, $"https://{Hosts.EuWest1}/v1/", "ghcr.io", "\\ud800", ""), Entry));

    private static readonly Gen<string> Config = Object(Gen.OneOf("auths", "credHelpers", "credsStore", "\\ud800"), Section);

    private readonly FakeMachine _machine = new();

    [Fact]
    public void Garbage_in_a_login_file_only_fails_with_a_code() => Garbage.Sample(EndsWell, threads: 1);

    [Fact]
    public void Any_JSON_in_a_login_file_only_fails_with_a_code() => Config.Sample(EndsWell, iter: 2000, threads: 1);

    [Fact]
    public void Any_bytes_in_a_login_file_only_fail_with_a_code() => Gen.Byte.Array[0, 40].Sample(bytes => EndsWell(bytes), threads: 1);

    [Fact]
    public void A_garbage_answer_of_a_credential_helper_only_fails_with_a_code() => Garbage.Sample(text => _ = HelperResponse.Read(text));

    [Fact]
    public void Any_JSON_answer_of_a_credential_helper_only_fails_with_a_code() =>
        Object(Gen.OneOf("Username", "Secret", "ServerURL"), Leaf).Sample(text => _ = HelperResponse.Read(text));

    [Fact]
    public void Garbage_in_place_of_a_login_only_fails_with_a_code() =>
        Gen.OneOf(Gen.String, Gen.Byte.Array[0, 40].Select(Convert.ToBase64String))
            .Where(text => text.Length > 0).Sample(text => _ = UserAndPassword.Decode(new Secret(text)));

    [Fact]
    public void A_valid_login_is_decoded_unchanged() =>
        Gen.Select(Gen.String[Gen.Char['!', '9'], 1, 9], Gen.String[Gen.Char['!', '~'], 1, 30]).Sample((user, password) =>
        {
            var login = UserAndPassword.Decode(new Secret(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));
            return login!.UserName == user && login.Password.Reveal() == password;
        });

    public void Dispose() => _machine.Dispose();

    private static Gen<string> Object(Gen<string> name, Gen<string> value) => Gen.Select(name, value).Array[0, 4]
        .Select(members => $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");

    private void EndsWell(string content) => EndsWell(Encoding.UTF8.GetBytes(content));

    // An exception of any other type leaves this method, and fails the test.
    private void EndsWell(byte[] content)
    {
        var path = _machine.Write("home/.docker/config.json", string.Empty);
        File.WriteAllBytes(path, content);
        var source = new DockerConfigSource(_machine.Options);
        var presence = source.Check(Hosts.EuWest1);
        var shown = presence + string.Concat(presence.Warnings);
        try
        {
            if (presence.IsPresent)
            {
                _ = source.GetAsync(Hosts.EuWest1, new CredentialLog(), CancellationToken.None).GetAwaiter().GetResult();
            }
        }
        catch (NebiusRegistryException error)
        {
            Leaks.AssertNone(error);
            shown += error;
        }

        // The name of a helper isn't a secret and is shown; nothing else is.
        Assert.DoesNotContain(Canary, shown.Replace($"../{Canary}", string.Empty, StringComparison.Ordinal).Replace($"docker-credential-{Canary}", string.Empty, StringComparison.Ordinal).Replace($"helper '{Canary}'", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
