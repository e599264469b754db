using System.Globalization;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>
/// Explains a push or pull that failed, or would fail: the credential, the response of the registry, and what to do. It comes in addition
/// to the error of the SDK.
/// </summary>
internal static class PushAdvice
{
    /// <summary>Explains a failure.</summary>
    /// <param name="failure">The failure, with the result of a probe.</param>
    /// <returns>The advice.</returns>
    public static Advice For(PushFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var unanswered = ConnectionAdvice.For(failure.Probe.Status, failure.Credential.Host);
        var (code, advice) = unanswered is not null ? (unanswered.Code, unanswered.Message) : failure.Probe.Status switch
        {
            ProbeStatus.Unauthorized => (MessageCodes.RegistryUnauthorized, RefusalAdvice.Unauthorized(failure)),
            ProbeStatus.Denied => (MessageCodes.RegistryDenied, RefusalAdvice.Denied(failure)),
            ProbeStatus.NameUnknown => (MessageCodes.RegistryUnknown, UnknownNameAdvice.Repository(failure)),
            ProbeStatus.ManifestUnknown => (MessageCodes.ImageUnknown, UnknownNameAdvice.Manifest(failure)),
            ProbeStatus.Accepted => (
                MessageCodes.PushFailed,
                "So the credential and its rights are good: see the SDK's own error, and try again."),
            _ when failure.IsFromPush => (MessageCodes.PushFailed, "Try again; if it stays, report it with this message."),
            _ => (MessageCodes.PushFailed, "See the SDK's own error, and try again; if it stays, report it with this message."),
        };
        return new Advice(code, $"{Who(failure)} {Said(failure)} {advice}");
    }

    private static string Who(PushFailure failure)
    {
        var credential = failure.Credential;
        var what = credential.Source switch
        {
            CredentialSourceKind.StaticKey => $"the static key in {credential.Origin}",
            CredentialSourceKind.AccessToken => $"the access token in {credential.Origin}",
            CredentialSourceKind.AuthorizedKey => $"an access token for the authorized key in {credential.Origin}",
            CredentialSourceKind.WorkloadIdentity => $"an access token for the federated token of {credential.Origin}",
            CredentialSourceKind.DockerConfig => $"the {credential.Origin}",
            CredentialSourceKind.Profile or CredentialSourceKind.Cli or CredentialSourceKind.InstanceMetadata =>
                $"the access token of {credential.Origin}",
            _ => $"the credential of {credential.Origin}",
        };
        var account = credential.ServiceAccountId is { } id ? $" (service account {id})" : string.Empty;
        var expiry = credential.ExpiresAt switch
        {
            { } at when at <= failure.Now => string.Create(CultureInfo.InvariantCulture, $", which expired at {at.ToUniversalTime():u}"),
            { } at => string.Create(CultureInfo.InvariantCulture, $", which expires at {at.ToUniversalTime():u}"),
            null => string.Empty,
        };
        var action = failure.Action == RegistryAction.Push ? "push to" : "pull from";
        var tense = failure.IsForeseen ? "would be" : "was";
        return $"The {action} {credential.Host}/{failure.Repository} {tense} made with {what}{account}{expiry}.";
    }

    private static string Said(PushFailure failure)
    {
        var probe = failure.Probe;
        var error = probe.Error is { Length: > 0 } text ? $" ({text})" : string.Empty;
        var asked = failure.IsFromPush ? string.Empty : failure.IsForeseen ? "Asked beforehand, " : "Asked again after the failure, ";
        var sentence = probe switch
        {
            { Status: ProbeStatus.Accepted } => $"{asked}the registry accepts this credential for this repository.",
            { HttpStatus: { } status } =>
                $"{asked}{(asked.Length > 0 ? "it" : "the registry")} answered {probe.Request} with HTTP {status}{error}.",
            _ => $"{asked}there was no answer to {probe.Request}{error}.",
        };
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }
}

/// <summary>A push or pull that failed or would fail, with the response of the registry.</summary>
internal sealed record PushFailure
{
    /// <summary>Gets the credential, with its registry.</summary>
    public required RegistryCredential Credential { get; init; }

    /// <summary>Gets the repository's path, such as <c>e00abc/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the action.</summary>
    public RegistryAction Action { get; init; } = RegistryAction.Push;

    /// <summary>Gets the tag or digest that was to be pulled.</summary>
    public string? Reference { get; init; }

    /// <summary>Gets a value indicating whether it was found by the preflight check, before anything was pushed.</summary>
    public bool IsForeseen { get; init; }

    /// <summary>Gets a value indicating whether the push was made by this library, so that the probe is its own response.</summary>
    public bool IsFromPush { get; init; }

    /// <summary>Gets the result of the probe.</summary>
    public required ProbeResult Probe { get; init; }

    /// <summary>Gets the time on the local clock.</summary>
    public required DateTimeOffset Now { get; init; }
}
