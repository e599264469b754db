using System.Buffers.Text;
using System.Security.Cryptography;

namespace Nebius.Registry.Emulator;

/// <summary>Random texts in the format of the real ones, so that scanners for leaked tokens find them too.</summary>
internal static class RandomText
{
    /// <summary>A resource ID: <c>TYPE-e00</c> and 16 hexadecimal digits.</summary>
    public static string Id(string type) => $"{type}-e00{Hexadecimal()}";

    /// <summary>16 hexadecimal digits.</summary>
    public static string Hexadecimal() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary><c>ne1PAYLOAD.SIGNATURE</c>, the format that the token sanitizer of the Go SDK recognizes.</summary>
    public static string AccessToken() => $"ne1{Opaque(48)}.{Opaque(32)}";

    /// <summary>
    /// <c>v1.PAYLOAD.SIGNATURE</c>. The real format is not documented; according to the API it has a payload and a signature.
    /// </summary>
    public static string StaticKeyToken() => $"v1.{Opaque(48)}.{Opaque(32)}";

    /// <summary>Random bytes in base64url.</summary>
    public static string Opaque(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
