using CsCheck;

namespace Nebius.Registry.Tests;

public sealed class RedactedText
{
    private static readonly Secret Known = new("v1.abcdefghijklmnopqrstuvwxyz.signature");

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("  plain words ", "plain words")]
    [InlineData("two\r\nlines\tand\u2028a third", "two  lines and a third")]
    [InlineData("\u001b[31mred\u0000\u200b\u202e", "[31mred")]
    [InlineData("Entity Registry not found by id registry-e00abc", "Entity Registry not found by id registry-e00abc")]
    [InlineData("e00abc/team/application-with-a-long-name/and-one-more:1.0", "e00abc/team/application-with-a-long-name/and-one-more:1.0")]
    [InlineData(
        "blob sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "blob sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("got v1.abcdefghijklmnopqrstuvwxyz.signature", "got [removed]")]
    [InlineData("got (lmnopqrstuvwxyz.sig)", "got ([removed])")]
    [InlineData("cut v1.abcdefghij", "cut [removed]")]
    [InlineData("ne1AAAABBBBcccc.sig-nature_1", "[removed]")]
    [InlineData("token=nd1AAAABBBBcccc", "token=[removed]")]
    [InlineData("v0.ABCDEFGHIJK", "[removed]")]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln is bad", "Bearer [removed] is bad")]
    [InlineData("key -----BEGIN PRIVATE KEY----- MIIE -----END PRIVATE KEY----- end", "key [removed] end")]
    [InlineData("key -----BEGIN PRIVATE KEY----- MIIE never ends", "key [removed]")]
    [InlineData("aGVsbG8gd29ybGQgdGhpcyBpcyBhIHNlY3JldCAxMjM0NTY3ODkw!", "[removed]!")]
    [InlineData("version v1.2 of v1", "version v1.2 of v1")]
    public void Text_of_a_server_becomes_one_harmless_line(string? text, string expected) =>
        Assert.Equal(expected, Redactor.Clean(text, 200, Known));

    [Fact]
    public void Text_of_a_server_is_cut_to_the_length_asked_for() => Assert.Equal("abc...", Redactor.Clean("abcdef", 3));

    [Fact]
    public void A_secret_across_the_cut_of_a_text_is_not_shown() =>
        Assert.Equal("words [rem...", Redactor.Clean("words v1.abcdefghijklmnopqrstuvwxyz.signature", 10, Known));

    [Fact]
    public void No_piece_of_a_known_secret_is_left_in_a_text() =>
        Gen.Select(Gen.String[Gen.Char['!', '~'], 12, 60], Gen.String, Gen.String, Gen.Int[0, 48]).Sample((secret, before, after, start) =>
        {
            start = Math.Min(start, secret.Length - 12);
            var shown = Redactor.Clean(before + secret[start..] + after, 1000, new Secret(secret));
            Assert.DoesNotContain(secret[start..(start + 12)], shown, StringComparison.Ordinal);
            Assert.DoesNotContain(shown, char.IsControl);
        });
}
