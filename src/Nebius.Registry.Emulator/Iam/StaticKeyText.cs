namespace Nebius.Registry.Emulator;

/// <summary>The parts of a static key's token, `v1.PAYLOAD.SIGNATURE`.</summary>
internal static class StaticKeyText
{
    /// <summary>`v1.PAYLOAD`, or null for a text that is not made of three parts.</summary>
    public static string? WithoutSignature(string token) =>
        token.Split('.') is [var version, var payload, _] ? $"{version}.{payload}" : null;

    /// <summary>Whether this is `v1.PAYLOAD` by itself, which is no secret.</summary>
    public static bool IsPayload(string text) => text.Split('.') is ["v1", _];
}
