using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Credentials;

/// <summary>The Nebius CLI, asked for a token with the profile that is set, or its default one.</summary>
internal sealed class CliSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;

    public CredentialSourceKind Kind => CredentialSourceKind.Cli;

    public SourceAvailability Check(RegistryHost? host)
    {
        if (NebiusCli.Find(_settings) is { } executable)
        {
            return SourceAvailability.Present(Describe(executable));
        }

        return ExecutableFinder.FindUnusable(NebiusCli.Name, _settings) is { } unusable
            ? SourceAvailability.Absent(NebiusCli.LookedAt, $"'{unusable}' is not executable", $"chmod +x '{unusable}'")
            : SourceAvailability.Absent(NebiusCli.LookedAt, "not found", "install the Nebius CLI, then: nebius profile create");
    }

    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog notes, CancellationToken cancellationToken)
    {
        var configFile = _settings.FromEnvironment(EnvironmentVariables.ConfigFile);
        var token = await NebiusCli.GetAccessTokenAsync(
            options,
            configFile is null ? null : _settings.FullPath(configFile),
            _settings.Find(EnvironmentVariables.Profile)?.Value,
            cancellationToken).ConfigureAwait(false);
        return new SourceCredential
        {
            Password = token,
            Source = Kind,
            Origin = Describe(NebiusCli.Find(_settings) ?? NebiusCli.Name),
        };
    }

    private static string Describe(string executable) => $"the Nebius CLI ('{Redactor.Name(executable)}')";
}
