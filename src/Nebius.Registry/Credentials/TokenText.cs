namespace Nebius.Registry.Credentials;

/// <summary>Tokens as users paste them: what cannot be one is told at once, instead of a 401 after the build.</summary>
internal static class TokenText
{
    public static Secret Read(SettingValue setting, string whatItIs) => Problem(setting.Value) is not { } problem
        ? new Secret(setting.Value)
        : throw new NebiusRegistryException(MessageCodes.MalformedToken, $"{setting.Origin} is no {whatItIs}: it {problem}. The value is not shown here.");

    /// <summary>Tells whether a text that a program printed can be a token.</summary>
    public static bool IsToken(string text) => Problem(text) is null;

    private static string? Problem(string value) => value switch
    {
        "" => "is empty",
        var text when text.StartsWith('{') => "holds JSON. An authorized key's JSON belongs into NEBIUS_AUTHORIZED_KEY",
        var text when text.StartsWith("statickey-", StringComparison.Ordinal) =>
            "holds a static key's id. The token is another text, shown once when the key is issued",
        var text when text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) => "begins with 'Bearer'. The token alone belongs there",
        ['"' or '\'', ..] or [.., '"' or '\''] => "is in quotes, which docker's --env-file and some CI systems keep. Take them off",
        // The SDK encodes the password as ASCII, so that anything else would be sent as '?'.
        var text when text.Any(character => character is <= ' ' or > '~') =>
            "has a blank, a line break or a character that no token has. It was probably pasted with something around it",
        _ => null,
    };
}
