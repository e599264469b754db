namespace Nebius.Registry.DockerConfig;

/// <summary>What is known to surprise users of a login that was found; seen without running anything.</summary>
internal static class DockerConfigWarnings
{
    public static IEnumerable<Advice> Of(DockerLogin login, RegistryHost host, NebiusSettings settings)
    {
        if (login.Kind == LoginKind.Inline)
        {
            if (login.Decode() is { } inline && OfUserName(inline.UserName, host) is { } advice)
            {
                yield return advice;
            }

            yield break;
        }

        var helper = new DockerCredentialHelperClient(login.Helper, settings);
        if (helper.WhyNotUsable() is { } reason)
        {
            // docker before 20.10.9 went on without it, to another registry: https://github.com/advisories/GHSA-99pg-grm5-qq3v
            yield return Trap(
                $"The login for {host} can't be read: '{Redactor.Name(login.File)}' names {helper.Program}, but {reason}. The push will "
                    + "fail.");
        }

        if (OfLeftOver(login, host, settings) is { } leftOver)
        {
            yield return leftOver;
        }
    }

    /// <summary>Warns of a login that stands beside a helper or store.</summary>
    public static Advice? OfLeftOver(DockerLogin login, RegistryHost host, NebiusSettings settings) =>
        login.Kind == LoginKind.Inline || login.Encoded is null
        ? null
        : Trap(
            $"The login for {host} in 'auths' of '{Redactor.Name(login.File)}' isn't used: "
            + $"{new DockerCredentialHelperClient(login.Helper, settings).Program} comes first, except in some other tools. "
            + $"Remove it:\n  docker logout {host}");

    /// <summary>Warns of a user name that Nebius does not have.</summary>
    public static Advice? OfUserName(string userName, RegistryHost host) =>
        host.Region is null || userName == RegistryCredential.IamUserName
        ? null
        : Trap(
            $"The login for {host} has the wrong user name. Expected: {RegistryCredential.IamUserName}. Log in again:\n"
            + $"  docker login {host} --username iam");

    /// <summary>Warns of a file that the SDK will fail at.</summary>
    public static Advice Of(LoginFileProblem problem) =>
        Trap($"{problem}. If it has the login for this host, the push will fail.");

    private static Advice Trap(string text) => new(MessageCodes.DockerConfigTrap, text);
}
