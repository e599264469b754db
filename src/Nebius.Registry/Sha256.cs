using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Nebius.Registry;

/// <summary>
/// SHA-256 (https://csrc.nist.gov/pubs/fips/180-4/upd1/final) for the names of cached tokens. The framework's own loads OpenSSL, which
/// takes longer than all else that a credential helper does when the token is cached.
/// </summary>
internal static class Sha256
{
    private const int BlockLength = 64;
    private const int WordsOfLength = sizeof(ulong);

    private static ReadOnlySpan<uint> InitialState =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Returns the hash of a text in UTF-8, in lower-case hex.</summary>
    public static string HashToHex(string text) => HashToHex(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the hash of a content, in lower-case hex.</summary>
    public static string HashToHex(ReadOnlySpan<byte> content)
    {
        Span<uint> state = stackalloc uint[8];
        InitialState.CopyTo(state);
        var rest = content;
        for (; rest.Length >= BlockLength; rest = rest[BlockLength..])
        {
            Add(state, rest[..BlockLength]);
        }

        AddLast(state, rest, content.Length);
        Span<byte> hash = stackalloc byte[state.Length * sizeof(uint)];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], state[i]);
        }

        return Convert.ToHexStringLower(hash);
    }

    // A one bit, zeros, and the length in bits at the end of a block.
    private static void AddLast(Span<uint> state, ReadOnlySpan<byte> rest, int length)
    {
        Span<byte> last = stackalloc byte[2 * BlockLength];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        last = last[..(rest.Length + 1 + WordsOfLength <= BlockLength ? BlockLength : 2 * BlockLength)];
        BinaryPrimitives.WriteUInt64BigEndian(last[^WordsOfLength..], (ulong)length * 8);
        for (var block = last; !block.IsEmpty; block = block[BlockLength..])
        {
            Add(state, block[..BlockLength]);
        }
    }

    private static void Add(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[BlockLength];
        for (var i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        }

        for (var i = 16; i < words.Length; i++)
        {
            words[i] = words[i - 16] + Mix(words[i - 15], 7, 18, 3) + words[i - 7] + Mix(words[i - 2], 17, 19, 10);
        }

        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var i = 0; i < words.Length; i++)
        {
            var one = h + Rotate(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + Constants[i] + words[i];
            var two = Rotate(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + one, c, b, a, one + two);
        }

        ReadOnlySpan<uint> sums = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < sums.Length; i++)
        {
            state[i] += sums[i];
        }
    }

    private static uint Rotate(uint word, int one, int two, int three) =>
        BitOperations.RotateRight(word, one) ^ BitOperations.RotateRight(word, two) ^ BitOperations.RotateRight(word, three);

    private static uint Mix(uint word, int one, int two, int shift) =>
        BitOperations.RotateRight(word, one) ^ BitOperations.RotateRight(word, two) ^ (word >> shift);
}
