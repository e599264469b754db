using Nebius.Registry.DockerConfig;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Doctor;

/// <summary>Tries logins of login files at the registry, each once, however many programs would use it.</summary>
/// <param name="options">What is looked at.</param>
/// <param name="cancellationToken">Ends the trials.</param>
internal sealed class LoginTrial(DoctorOptions options, CancellationToken cancellationToken)
{
    private readonly List<(UserAndPassword Login, Task<ProbeResult> Result)> _tried = [];

    /// <summary>Tries a login.</summary>
    /// <param name="login">The login.</param>
    /// <param name="file">The file that it is in.</param>
    /// <returns>What a finding says of it; the detail begins with a separator, and is empty where there is no more to say.</returns>
    public async Task<(FindingSeverity Severity, string State, string? Code, string Detail)> OfAsync(UserAndPassword login, string file)
    {
        var result = await ResultOf(login, file).ConfigureAwait(false);
        var answer = $": {result.Request} returned HTTP {result.HttpStatus} ({result.Error})";
        return result.Status switch
        {
            ProbeStatus.Accepted => (FindingSeverity.Good, "uses a login in a file", null, ", which the registry accepts"),
            ProbeStatus.Unauthorized =>
                (FindingSeverity.Bad, "uses a login in a file that the registry rejects", MessageCodes.RegistryUnauthorized, answer),
            ProbeStatus.Denied =>
                (FindingSeverity.Warning, $"uses a login in a file that may not {Action}", MessageCodes.RegistryDenied, answer),

            // What else is wrong with the registry is in the section about it.
            _ => (FindingSeverity.Good, "uses a login in a file", null, ", which was not tried"),
        };
    }

    private string Action => options.PullOnly ? "pull" : "push";

    private Task<ProbeResult> ResultOf(UserAndPassword login, string file)
    {
        lock (_tried)
        {
            if (_tried.Find(tried => tried.Login.UserName == login.UserName && tried.Login.Password.Reveal() == login.Password.Reveal())
                is { Result: { } known })
            {
                return known;
            }

            var result = AskAsync(login, file);
            _tried.Add((login, result));
            return result;
        }
    }

    private async Task<ProbeResult> AskAsync(UserAndPassword login, string file)
    {
        var credential = new RegistryCredential
        {
            Host = options.Host,
            UserName = login.UserName,
            Password = login.Password,
            Source = CredentialSourceKind.DockerConfig,
            Origin = file,
        };
        using var connection = options.Probe.Connect(options.Host);
        return options.Repository is { } repository
            ? await options.Probe.ProbeAsync(
                connection,
                credential,
                repository,
                options.PullOnly ? RegistryAction.Pull : RegistryAction.Push,
                reference: null,
                cancellationToken).ConfigureAwait(false)
            : await options.Probe.LogInAsync(connection, credential, cancellationToken).ConfigureAwait(false);
    }
}
