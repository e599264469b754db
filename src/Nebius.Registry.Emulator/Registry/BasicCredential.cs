namespace Nebius.Registry.Emulator;

internal sealed record BasicCredential(string UserName, string Password)
{
    // A record would print the password.
    public override string ToString() => UserName;
}
