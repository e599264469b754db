using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Nebius.Registry.Tests.Iam;

/// <summary>The names of cached tokens don't change: the library's own SHA-256 has the results of the framework's.</summary>
public sealed class HashesOfTokenNames
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_hash_of_a_text_is_that_of_the_standard(string text, string expected) => Assert.Equal(expected, Sha256.HashToHex(text));

    [Fact]
    public void The_hash_of_any_length_is_that_of_the_framework()
    {
        for (var length = 0; length <= 300; length++)
        {
            var content = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), Sha256.HashToHex(content));
        }
    }

    [Fact]
    public void The_hash_of_any_text_is_that_of_the_framework() => Gen.String.Sample(
        text => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), Sha256.HashToHex(text)), iter: 2_000);
}
