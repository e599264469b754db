using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Explains a push that failed, beside the SDK's own error: it sends the registry the same requests again, with the same credential, and
/// says what the registry objects to.
/// </summary>
public sealed class ExplainNebiusFailure : CredentialTask
{
    /// <summary>
    /// Gets or sets a value indicating whether the push had begun; otherwise only the pull of the base image can have been refused.
    /// </summary>
    public bool IsPushFailure { get; set; }

    /// <summary>Gets or sets the repository that was pushed to.</summary>
    public string? Repository { get; set; }

    /// <summary>Gets or sets the registry of the base image.</summary>
    public string? BaseRegistry { get; set; }

    /// <summary>Gets or sets the base image's repository.</summary>
    public string? BaseRepository { get; set; }

    /// <summary>Gets or sets the base image's tag or digest.</summary>
    public string? BaseReference { get; set; }

    /// <summary>Gets or sets a value indicating whether the token was there before this build asked for it.</summary>
    public bool TokenWasCached { get; set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!IsPushFailure && SdkLayerCache.FindProblem() is { } unwritable)
        {
            throw unwritable;
        }

        var pulled = FindBase(BaseRegistry);
        var pullFailed = pulled is not null
            && await ExplainAsync(pulled, BaseRepository!, RegistryAction.Pull, BaseReference, cancellationToken).ConfigureAwait(false);
        if (IsPushFailure && !pullFailed && FindOutput() is { } pushed)
        {
            await ExplainAsync(pushed, Repository!, RegistryAction.Push, reference: null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>True when the registry rejects it, so that the SDK has not tried the rest.</returns>
    private async Task<bool> ExplainAsync(
        RegistryHost host,
        string repository,
        RegistryAction action,
        string? reference,
        CancellationToken cancellationToken)
    {
        if (UsersPair(action) is { } users)
        {
            return LogUsersOwn(host, action, users);
        }

        // Without any pair this is the base image that was to be pulled without a credential: now the chain's error is due.
        var provider = CreateFinder(leavesDockerConfigToSdk: false);
        var credential = (await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false)).Credential!;
        var result = await new RegistryProbe().ProbeAsync(credential, repository, action, reference, cancellationToken)
            .ConfigureAwait(false);
        if (result.Status == ProbeStatus.Unauthorized
            && await CredentialChain.ForgetAsync(credential, cancellationToken).ConfigureAwait(false)
            && TokenWasCached)
        {
            LogLine(
                Microsoft.Build.Framework.MessageImportance.High,
                "Nebius: the cached access token was rejected and removed; the next build gets a new one");
        }

        if (action == RegistryAction.Pull && result.Status == ProbeStatus.Accepted)
        {
            return false;
        }

        var failure = new PushFailure
        {
            Credential = credential,
            Repository = repository,
            Action = action,
            Reference = reference,
            Probe = result,
            Now = DateTimeOffset.UtcNow,
        };
        var advice = await new RefusalDiagnosis(provider).AskAsync(failure, cancellationToken).ConfigureAwait(false)
            ?? PushAdvice.For(failure);
        LogError(advice.Code, advice.Message);
        return true;
    }

    private string? UsersPair(RegistryAction action) => action == RegistryAction.Push
        ? SdkVariables.UsersPush
        : SdkVariables.UsersPull(isOutputRegistry: string.Equals(BaseRegistry, OutputRegistry, StringComparison.OrdinalIgnoreCase));

    /// <returns>False: the pull with the user's own credential isn't repeated here, so the push is checked next.</returns>
    private bool LogUsersOwn(RegistryHost host, RegistryAction action, string users)
    {
        var purpose = action == RegistryAction.Push ? "the push to" : "the base image from";
        var text = $"The SDK used {users}_UNAME and _PWORD from the environment for {purpose} {host}. If that failed, correct them (the "
            + $"user name is always '{RegistryCredential.IamUserName}'), or unset both to use a Nebius credential source:\n"
            + $"  {Shell.Current.Unset($"{users}_UNAME", $"{users}_PWORD")}";
        if (action == RegistryAction.Push)
        {
            LogError(MessageCodes.PushFailed, text);
        }
        else
        {
            LogLine(Microsoft.Build.Framework.MessageImportance.High, $"Nebius: {text}");
        }

        return false;
    }
}
