using CsCheck;

namespace Nebius.Registry.Tests;

/// <summary>For any text, the host that gets a credential is a Nebius host and exactly the one that a client connects to.</summary>
public sealed class HostsOfAnyKind
{
    private static readonly string[] Pieces =
    [
        "cr.eu-west1.nebius.cloud", "cr.", ".nebius.cloud", "eu-west1", "nebius", "cloud", ".", "..", "-", "@", ":", "/", "\\", "?", "#", "%2e", "\0", "\r", "\n", "\t", " ",
        "https://", "http://", "user:pass@", ":443", ":5000", "[::1]", "evil.example", "CR", "EU-WEST1", "\u3002", "\uff0e", "\u00ad", "\u200b", "\u212a", "\u0131", "xn--", "a", "0",
    ];

    private static readonly Gen<string> Piece = Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]), Gen.String[0, 3]);

    [Fact]
    public void The_host_that_gets_a_credential_is_the_host_that_is_connected_to() => Piece.Array[0, 6].Select(string.Concat).Sample(raw =>
    {
        var verdict = RegistryHost.Examine(raw, TrustedHosts.None);
        if (verdict.Host is { } host)
        {
            Assert.Equal(raw, host.Name);
            Assert.Equal($"cr.{host.Region}.nebius.cloud", raw);
            Assert.All(raw, character => Assert.True(char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-'));
            Assert.Equal(raw, new Uri($"https://{raw}/v2/").IdnHost);
        }
        else if (verdict.Correction is { } correction)
        {
            Assert.Equal(correction, RegistryHost.Examine(correction, TrustedHosts.None).Host?.Name);
        }
    });
}
