using Microsoft.Build.Framework;
using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Hands the credential to the SDK: it sets the variables that the SDK's container tasks read, in this project's configuration
/// only. The one place of this package where a secret leaves its wrapping.
/// </summary>
public sealed class SetNebiusCredentials : CredentialTask
{
    /// <summary>Gets or sets ContainerRegistry, as the SDK is about to take it; empty for the local daemon.</summary>
    public string? OutputRegistry { get; set; }

    /// <summary>Gets or sets ContainerArchiveOutputPath; with one, nothing is pushed.</summary>
    public string? ArchivePath { get; set; }

    /// <summary>Gets or sets the registry of the base image.</summary>
    public string? BaseRegistry { get; set; }

    /// <summary>Gets or sets a value indicating whether this is one of a multi-architecture image's builds: what was said is not said again.</summary>
    public bool IsInnerBuild { get; set; }

    /// <summary>Gets the variable pairs that were set, to be cleared after the push.</summary>
    [Output]
    public string Variables { get; private set; } = string.Empty;

    /// <summary>Gets the source of the credential for the push.</summary>
    [Output]
    public string PushSource { get; private set; } = string.Empty;

    /// <summary>Gets a value indicating whether a token was there before this build asked for it, so that it may have been revoked since.</summary>
    [Output]
    public bool TokenWasCached { get; private set; }

    // A push and a pull with one credential have the same to tell.
    private readonly HashSet<string> _told = [];

    private MessageImportance Importance => IsInnerBuild ? MessageImportance.Low : MessageImportance.High;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        var settings = CreateSettings();
        var output = string.IsNullOrEmpty(ArchivePath) ? ExaminedHost.Find(OutputRegistry, "ContainerRegistry", settings) : null;
        var baseHost = ExaminedHost.Find(BaseRegistry, "ContainerBaseImage", settings);
        if (!IsInnerBuild)
        {
            WarnOfLoggedPasswords();
        }

        var finder = CreateFinder(leavesDockerConfigToSdk: true);
        if (output is not null)
        {
            await SetPushAsync(finder, output, cancellationToken).ConfigureAwait(false);
        }

        if (baseHost is not null)
        {
            await SetPullAsync(finder, baseHost, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SetPushAsync(ICredentialFinder finder, RegistryHost host, CancellationToken cancellationToken)
    {
        if (SdkVariables.UsersPush is { } pair)
        {
            PushSource = pair;
            LogLine(Importance, $"Nebius: the push to {host} uses {pair}_UNAME and _PWORD, which are set already.");
            return;
        }

        var resolution = await finder.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        PushSource = (resolution.Credential?.Source ?? CredentialSourceKind.DockerConfig).ToString();
        Hand(SdkVariables.Push, "push to", host, resolution);
    }

    private async Task SetPullAsync(ICredentialFinder finder, RegistryHost host, CancellationToken cancellationToken)
    {
        if (SdkVariables.UsersPull(isOutputRegistry: host.Name.Equals(OutputRegistry, StringComparison.OrdinalIgnoreCase)) is { } pair)
        {
            LogLine(Importance, $"Nebius: the base image of {host} is pulled with {pair}_UNAME and _PWORD, which are set already.");
            return;
        }

        try
        {
            Hand(SdkVariables.Pull, "base image from", host, await finder.ResolveAsync(host, cancellationToken).ConfigureAwait(false));
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.NoCredential)
        {
            // Some registries of Nebius serve images to everybody.
            LogLine(Importance, $"Nebius: no credential for the base image of {host}; it is pulled without one.");
        }
    }

    private void Hand(string pair, string purpose, RegistryHost host, CredentialResolution resolution)
    {
        if (resolution.Credential is { } credential)
        {
            SdkVariables.Set(pair, credential);
            TokenWasCached |= credential.IsCached;
            Variables = Variables.Length == 0 ? pair : $"{Variables};{pair}";
            EnvironmentMark.Place(variables: 2 * Variables.Split(';').Length);
            LogLine(Importance, CredentialLine.For(purpose, credential));
        }
        else
        {
            LogLine(Importance, $"Nebius: {purpose} {host} with DockerConfig ({resolution.LeftToSdk}), which the SDK reads by itself");
        }

        foreach (var line in resolution.Lines.Where(_told.Add))
        {
            LogLine(Importance, $"Nebius: {line}");
        }

        foreach (var warning in resolution.Warnings.Where(warning => !IsInnerBuild && _told.Add(warning.Message)))
        {
            LogWarning(warning.Code, warning.Message);
        }
    }

    private void WarnOfLoggedPasswords()
    {
        foreach (var variable in SdkVariables.LoggedPasswords)
        {
            LogWarning(
                MessageCodes.PasswordInBinaryLog,
                $"{variable} is set in the environment. MSBuild writes variables that begin with DOTNET_ into binary logs (-bl) and diagnostic logs. "
                + "Unset it: for a registry of Nebius, set NEBIUS_REGISTRY_STATIC_KEY instead, which is not written; for another, use docker login or podman login.");
        }
    }
}
