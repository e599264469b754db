using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Nebius.Registry.Credentials;
using Nebius.Registry.Net;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Hands the credentials to the SDK's container tasks, for this project's configuration only: by a private file
/// (<see cref="SdkAuthFile"/>), past what an earlier push has left in this process (<see cref="SdkHeaderCache"/>).
/// </summary>
public sealed class SetNebiusCredentials : CredentialTask
{
    // https://github.com/dotnet/msbuild/blob/main/documentation/wiki/MSBuild-Environment-Variables.md
    private const string LogAllVariables = "MSBUILDLOGALLENVIRONMENTVARIABLES";

    private readonly List<RegistryCredential> _handedOver = [];

    // A push and a pull with one credential have the same lines and warnings, which are logged once.
    private readonly HashSet<string> _logged = [];

    /// <summary>Gets or sets ContainerArchiveOutputPath; with one, nothing is pushed.</summary>
    public string? ArchivePath { get; set; }

    /// <summary>Gets or sets the registry of the base image.</summary>
    public string? BaseRegistry { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether this is an inner build of a multi-architecture image; the outer build has logged the same.
    /// </summary>
    public bool IsInnerBuild { get; set; }

    /// <summary>Gets the source of the credential for the push.</summary>
    [Output]
    public string PushSource { get; private set; } = string.Empty;

    /// <summary>
    /// Gets a value indicating whether a token was there before this build asked for it, so that it may have been revoked since.
    /// </summary>
    [Output]
    public bool TokenWasCached { get; private set; }

    private MessageImportance Importance => IsInnerBuild ? MessageImportance.Low : MessageImportance.High;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        var settings = CreateSettings();
        var output = string.IsNullOrEmpty(ArchivePath) ? FindOutput() : null;
        var baseHost = FindBase(BaseRegistry);
        if (!IsInnerBuild)
        {
            WarnOfLoggedSecrets(settings);
        }

        var provider = CreateFinder(leavesDockerConfigToSdk: true);
        if (output is not null)
        {
            Isolate(output, await ChoosePushAsync(provider, output, cancellationToken).ConfigureAwait(false));
        }

        if (baseHost is not null)
        {
            var identity = await ChoosePullAsync(provider, baseHost, cancellationToken).ConfigureAwait(false);
            if (baseHost != output)
            {
                Isolate(baseHost, identity);
            }
        }

        HandOver(settings);
    }

    /// <returns>A hash, or a text without a secret, that is different for another identity.</returns>
    private async Task<string> ChoosePushAsync(ICredentialProvider provider, RegistryHost host, CancellationToken cancellationToken)
    {
        if (SdkVariables.UsersPush is { } pair)
        {
            PushSource = pair;
            LogLine(Importance, $"Nebius: the push to {host} uses {pair}_UNAME and _PWORD from the environment");
            return Fingerprint(SdkVariables.UserOf(pair), SdkVariables.SecretOf(pair));
        }

        var resolution = await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        PushSource = (resolution.Credential?.Source ?? CredentialSourceKind.DockerConfig).ToString();
        return Choose("push to", host, resolution);
    }

    /// <returns>A hash, or a text without a secret, that is different for another identity.</returns>
    private async Task<string> ChoosePullAsync(ICredentialProvider provider, RegistryHost host, CancellationToken cancellationToken)
    {
        if (SdkVariables.UsersPull(isOutputRegistry: host.Name.Equals(OutputRegistry, StringComparison.OrdinalIgnoreCase)) is { } pair)
        {
            LogLine(Importance, $"Nebius: the base image of {host} is pulled with {pair}_UNAME and _PWORD from the environment");
            return Fingerprint(SdkVariables.UserOf(pair), SdkVariables.SecretOf(pair));
        }

        try
        {
            return Choose("base image from", host, await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false));
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.NoCredential)
        {
            // Some Nebius registries serve images to everyone.
            LogLine(Importance, $"Nebius: no credential is set for the base image of {host}; it is pulled without one");
            return string.Empty;
        }
    }

    private string Choose(string purpose, RegistryHost host, CredentialResolution resolution)
    {
        if (resolution.Credential is { } credential)
        {
            TokenWasCached |= credential.IsCached;
            if (!_handedOver.Exists(other => other.Host == host))
            {
                _handedOver.Add(credential);
            }

            LogLine(Importance, CredentialDescription.For(purpose, credential));
        }
        else
        {
            LogLine(Importance, $"Nebius: {purpose} {host} with DockerConfig ({resolution.LeftToSdk}), which the SDK reads itself");
        }

        foreach (var line in resolution.Lines.Where(_logged.Add))
        {
            LogLine(Importance, $"Nebius: {line}");
        }

        foreach (var warning in resolution.Warnings.Where(warning => !IsInnerBuild && _logged.Add(warning.Message)))
        {
            LogWarning(warning.Code, warning.Message);
        }

        return resolution.Credential is { } chosen
            ? Fingerprint(chosen.UserName, chosen.Password.Reveal())
            : resolution.LeftToSdk ?? string.Empty;
    }

    private static void Isolate(RegistryHost host, string identity)
    {
        if (!SdkHeaderCache.TryIsolate(host.Name, identity))
        {
            throw new NebiusRegistryException(
                MessageCodes.IdentityNotGuaranteed,
                $"The push to {host} was stopped: this process used another credential for {host}, and this version of the .NET SDK may "
                + "use it again. Push with one credential for each build, in processes that end with the build:\n"
                + "  dotnet build-server shutdown\n  dotnet publish -t:PublishContainer -nodeReuse:false");
        }
    }

    private void HandOver(NebiusSettings settings)
    {
        // The SDK's client would use the proxy of the first build in this process.
        ProcessProxy.UseForAllClients();
        var isFileNeeded = _handedOver.Count > 0;
        if (isFileNeeded)
        {
            var others = new[] { string.IsNullOrEmpty(ArchivePath) ? OutputRegistry : null, BaseRegistry }
                .OfType<string>()
                .Where(name => name.Length > 0 && !IsHandedOver(name))
                .Distinct(StringComparer.Ordinal);
            var file = SdkAuthFile.HandOver(_handedOver, others, settings);

            // After a failed or cancelled push no target runs, but the engine disposes of this at the end of the build.
            (BuildEngine as IBuildEngine4)?.RegisterTaskObject(file, file, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            isFileNeeded = file.AddsVariable;
        }

        EnvironmentRestoreGuard.Place(variables: isFileNeeded ? 1 : 0);
    }

    private bool IsHandedOver(string registry) =>
        _handedOver.Exists(credential => credential.Host.Name.Equals(registry, StringComparison.OrdinalIgnoreCase));

    private static string Fingerprint(string user, string password) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user}\0{password}")));

    private void WarnOfLoggedSecrets(NebiusSettings settings)
    {
        foreach (var variable in SdkVariables.LoggedPasswords)
        {
            LogWarning(
                MessageCodes.PasswordInBinaryLog,
                $"{variable} is set, and MSBuild writes variables that begin with DOTNET_ into binary logs (-bl) and diagnostic logs. For "
                + "a Nebius registry, use NEBIUS_REGISTRY_STATIC_KEY; for another, docker login or podman login. Then unset it:\n"
                + $"  {Shell.Current.Unset(variable)}");
        }

        string[] secrets = settings.FromEnvironment(LogAllVariables) is null
            ? []
            : [.. SetVariables().Where(EnvironmentVariables.IsSecret)];
        if (secrets.Length > 0)
        {
            LogWarning(
                MessageCodes.PasswordInBinaryLog,
                $"{LogAllVariables} is set, so MSBuild writes {string.Join(", ", secrets)} into binary logs (-bl) and diagnostic logs. "
                + "Unset it:\n"
                + $"  {Shell.Current.Unset(LogAllVariables)}");
        }
    }

    private static IEnumerable<string> SetVariables() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal);
}
