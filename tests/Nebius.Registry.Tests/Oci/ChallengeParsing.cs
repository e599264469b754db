using CsCheck;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Tests.Oci;

public sealed class ChallengeParsing
{
    // Scheme, then its parameters in the order of their names.
    public static TheoryData<string, string[]> Table => new()
    {
        {
            "Bearer realm=\"https://cr.eu-west1.nebius.cloud/v2/token/\",service=\"cr.eu-west1.nebius.cloud\"",
            ["Bearer realm=https://cr.eu-west1.nebius.cloud/v2/token/ service=cr.eu-west1.nebius.cloud"]
        },
        { "Bearer realm=\"a\", service=\"b\", scope=\"repository:x:pull,push\"", ["Bearer realm=a scope=repository:x:pull,push service=b"] },
        { "bearer REALM=\"a\"", ["bearer realm=a"] },
        { "Bearer realm=a,service=b", ["Bearer realm=a service=b"] },
        { "Bearer realm = \"a\" , service = b", ["Bearer realm=a service=b"] },
        { "Bearer\trealm=\"a\"", ["Bearer realm=a"] },
        { "Bearer realm=\"with \\\"quotes\\\" and \\\\\"", ["Bearer realm=with \"quotes\" and \\"] },
        { "Bearer realm=\"a, Basic realm=b\"", ["Bearer realm=a, Basic realm=b"] },
        { "Bearer realm=\"\"", ["Bearer realm="] },
        { "Bearer realm=\"first\",realm=\"second\"", ["Bearer realm=first"] },
        { "Bearer realm=\"a\",error=\"insufficient_scope\",unheard-of=1", ["Bearer error=insufficient_scope realm=a unheard-of=1"] },
        { "Basic realm=\"a\"", ["Basic realm=a"] },
        { "Basic realm=\"a\", Bearer realm=\"b\"", ["Basic realm=a", "Bearer realm=b"] },
        { "Bearer realm=\"b\",service=\"s\", Basic realm=\"a\", charset=\"UTF-8\"", ["Bearer realm=b service=s", "Basic charset=UTF-8 realm=a"] },
        { "Negotiate, Bearer realm=\"b\"", ["Negotiate", "Bearer realm=b"] },
        { "Negotiate YIIabc/+==, Bearer realm=\"b\"", ["Negotiate", "Bearer realm=b"] },
        { "Negotiate YIIabc==", ["Negotiate"] },
        { "Basic", ["Basic"] },
        { " , ,Bearer realm=a, ,", ["Bearer realm=a"] },
        { "", [] },
        { "   ", [] },
        { ",,,", [] },
        { "realm=\"a\"", [] },
        { "Bearer realm=\"never ends", ["Bearer"] },
        { "Bearer realm=", ["Bearer"] },
        { "Bearer realm=,service=b", ["Bearer service=b"] },
        { "Bearer =a, realm=b", [] },
        { "\"Bearer\" realm=a", ["Bearer realm=a"] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void An_authentication_challenge_is_parsed_as_the_RFC_defines_it(string header, string[] expected)
    {
        var challenges = AuthChallenge.Parse(header);

        Assert.Equal(expected, challenges.Select(Show));
    }

    [Fact]
    public void Names_of_challenge_schemes_and_parameters_ignore_case()
    {
        var challenge = Assert.Single(AuthChallenge.Parse("BEARER ReAlM=a"));

        Assert.True(challenge.Is("Bearer"));
        Assert.Equal("a", challenge.Parameters["realm"]);
    }

    [Fact]
    public void No_challenge_header_makes_the_parser_throw_or_run_on() =>
        Gen.OneOf(Gen.OneOf("Bearer", "Basic", " ", ",", "=", "\"", "\\", "realm", "==", "\t", "a/b+", "\0", "\ud800"), Gen.String)
            .Array[0, 30].Select(string.Concat)
            .Sample(header => AuthChallenge.Parse(header).Count <= header.Length);

    [Fact]
    public void A_well_formed_challenge_is_parsed_to_the_same_parameters() =>
        Gen.Dictionary(Gen.String[Gen.Char["abcdefgh-"], 1, 8], Gen.String)[0, 5].Sample(parameters =>
        {
            var written = parameters.Select(pair => $"{pair.Key}=\"{pair.Value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"");
            var challenge = Assert.Single(AuthChallenge.Parse($"Bearer {string.Join(", ", written)}"));
            Assert.Equal(parameters, challenge.Parameters);
        });

    private static string Show(AuthChallenge challenge) => string.Join(
        ' ',
        challenge.Parameters
            .OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .Select(pair => $"{pair.Key.ToLowerInvariant()}={pair.Value}")
            .Prepend(challenge.Scheme));
}
