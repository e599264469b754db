using System.Buffers.Text;
using System.Security.Cryptography;

namespace Nebius.Registry.Emulator;

/// <summary>Texts shaped like the real ones, so that a scan for known token shapes finds ours too.</summary>
internal static class RandomText
{
    public static string Id(string type) => $"{type}-e00{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>`ne1PAYLOAD.SIGNATURE`: the shape that the Go SDK's token sanitizer knows.</summary>
    public static string AccessToken() => $"ne1{Opaque(48)}.{Opaque(32)}";

    /// <summary>The real format is not documented; the API says that a payload and a signature make it up.</summary>
    public static string StaticKeyToken() => $"v1.{Opaque(48)}.{Opaque(32)}";

    public static string Opaque(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
