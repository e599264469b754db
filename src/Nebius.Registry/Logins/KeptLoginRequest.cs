namespace Nebius.Registry.Logins;

/// <summary>Who shall find a credential for a registry from now on, and how.</summary>
public sealed record KeptLoginRequest
{
    /// <summary>Gets the registry.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets docker's or podman's file of logins, an absolute path; it need not be there.</summary>
    public required string File { get; init; }

    /// <summary>Gets a value indicating whether the file is podman's, which knows no <c>credsStore</c>.</summary>
    public bool IsPodmans { get; init; }

    /// <summary>Gets a value indicating whether the password itself may be written into the file, where everybody who can read it has it.</summary>
    public bool IsPlaintext { get; init; }
}
