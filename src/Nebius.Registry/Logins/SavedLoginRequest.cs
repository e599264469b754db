using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Logins;

/// <summary>Who shall find a credential for a registry from now on, and how.</summary>
internal sealed record SavedLoginRequest
{
    /// <summary>Gets the registry.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets docker's or podman's file of logins, an absolute path; it need not be there.</summary>
    public required string File { get; init; }

    /// <summary>Gets a value indicating whether the file is podman's, which knows no <c>credsStore</c>.</summary>
    public bool IsPodmans { get; init; }

    /// <summary>Gets a value indicating whether the password itself may be written into the file, where everybody who can read it has it.</summary>
    public bool IsPlaintext { get; init; }

    /// <summary>Gets how the file is read.</summary>
    internal LoginRules Rules => IsPodmans ? LoginRules.OfPodman : LoginRules.OfDocker;

    /// <summary>Looks what the file says about the registry.</summary>
    /// <exception cref="NebiusRegistryException">It cannot be read, so that it cannot be edited either.</exception>
    internal LoginInFile Check()
    {
        if (LoginFile.Read(File) is not { } file)
        {
            return LoginInFile.Empty;
        }

        var found = LoginInFile.Read(file, Host.Name, Rules);
        return found.Problem is { } problem
            ? throw new NebiusRegistryException(MessageCodes.ConfigFileNotEdited, $"{problem}. Mend it, or move it away.")
            : found;
    }
}
