namespace Nebius.Registry.Emulator;

/// <summary>A registry that is none of Nebius's: one user with a password, challenged with Basic.</summary>
public sealed class ForeignRegistry
{
    internal ForeignRegistry(string host, string userName, string password)
    {
        Host = host;
        UserName = userName;
        Password = password;
    }

    public string Host { get; }

    public string UserName { get; }

    public string Password { get; }

    /// <summary>Whether anybody may pull.</summary>
    public bool AllowAnonymousPull { get; set; }

    public ContentStore Content { get; } = new();

    public override string ToString() => Host;
}
