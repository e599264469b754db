namespace Nebius.Registry.DockerConfig;

/// <summary>What a search found: a login, a file that can't be read, or why there is no login.</summary>
/// <param name="Login">The login.</param>
/// <param name="Problem">What is wrong with a file that may hold the login, and with which.</param>
/// <param name="WhyNot">Why there is nothing.</param>
internal sealed record LoginSearch(DockerLogin? Login, LoginFileProblem? Problem, string WhyNot)
{
    /// <summary>Looks into the files as the SDK does: the first that says something about the host decides. Nothing is run.</summary>
    /// <remarks>
    /// The SDK fails at a file that it cannot parse, whatever the host. This search stops there only if that file, or one behind it, may
    /// hold a login for the host: going on would change the identity silently. Otherwise there is no login to miss, and a source of
    /// lower rank, with which the SDK reads none of the files, isn't blocked by a file that doesn't concern it. The file of
    /// another user may hold anything.
    /// </remarks>
    public static LoginSearch For(string host, NebiusSettings settings)
    {
        LoginFile[] files = [.. ConfigFilePaths.ReadBySdk(settings).Select(LoginFile.Read).OfType<LoginFile>()];
        for (var i = 0; i < files.Length; i++)
        {
            switch (LoginInFile.Read(files[i], host, LoginRules.Default))
            {
                case { Login: { } login }:
                    return DockerCredentialHelperClient.IsNebiusOwn(login.Helper)
                        ? Nothing($"'{login.File}' names the helper '{login.Helper}', which uses the other credential sources itself")
                        : new LoginSearch(login, null, string.Empty);
                case { WhyNot: { } why }:
                    return Nothing(why);
                case { Problem: { } problem }:
                    return files[i..].Any(file => file.Mentions(host))
                        ? new LoginSearch(null, problem, string.Empty)
                        : Nothing($"{problem}, and no file has an entry for {host}");
            }
        }

        return Nothing(files.Length == 0 ? "doesn't exist" : $"no login for {host}");
    }

    private static LoginSearch Nothing(string why) => new(null, null, why);
}
