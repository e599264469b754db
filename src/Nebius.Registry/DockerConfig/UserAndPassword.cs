namespace Nebius.Registry.DockerConfig;

/// <summary>What a login consists of.</summary>
/// <param name="UserName">The user's name.</param>
/// <param name="Password">The password.</param>
internal sealed record UserAndPassword(string UserName, Secret Password)
{
    /// <summary>Decodes what docker and podman write: the base64 of <c>user:password</c>.</summary>
    /// <returns>The login, or null when the text is none.</returns>
    public static UserAndPassword? Decode(Secret encoded)
    {
        var bytes = new byte[encoded.Reveal().Length];
        if (!Convert.TryFromBase64String(encoded.Reveal(), bytes, out var count))
        {
            return null;
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes, 0, count);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return null;
        }

        // docker takes NUL off, too; a line feed is what 'echo token | base64' leaves.
        var password = text[(colon + 1)..].TrimEnd('\0', '\r', '\n');
        return password.Length == 0 ? null : new UserAndPassword(text[..colon], new Secret(password));
    }

    /// <summary>Returns a fixed text: what stands where the user name belongs may be a secret.</summary>
    /// <returns><c>[login]</c>.</returns>
    public override string ToString() => "[login]";
}
