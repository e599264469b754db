using System.Globalization;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>
/// Explains a push or pull that failed, or would fail: what the registry refused, why, and what to do. It comes in addition to the error
/// of the SDK.
/// </summary>
internal static class PushAdvice
{
    /// <summary>Explains a failure.</summary>
    /// <param name="failure">The failure, with the result of a probe.</param>
    /// <returns>The advice.</returns>
    public static Advice For(PushFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return ConnectionAdvice.For(failure.Probe, failure.Credential.Host) ?? ForResponse(failure);
    }

    private static Advice ForResponse(PushFailure failure)
    {
        var host = failure.Credential.Host;
        var (action, response) = (Action(failure), Response(failure.Probe));
        return failure.Probe.Status switch
        {
            ProbeStatus.Unauthorized => new(
                MessageCodes.RegistryUnauthorized,
                $"{host} rejected {Named(failure)} ({response}). {RefusalAdvice.Unauthorized(failure)}"),
            ProbeStatus.Denied => new(
                MessageCodes.RegistryDenied,
                $"{host} refused the {action} {failure.Repository} with {Named(failure)} ({response}). {RefusalAdvice.Denied(failure)}"),
            ProbeStatus.NameUnknown => new(
                MessageCodes.RegistryUnknown,
                $"{host} doesn't know the repository {failure.Repository} ({response}). {UnknownNameAdvice.Repository(failure)}"),
            ProbeStatus.ManifestUnknown => new(
                MessageCodes.ImageUnknown,
                $"{host}/{failure.Repository} has no {Reference(failure)} ({response}). {UnknownNameAdvice.Manifest(failure)}"),
            ProbeStatus.Accepted => new(
                MessageCodes.PushFailed,
                $"The {action} {host}/{failure.Repository} failed, although the registry accepts {Named(failure)}. The SDK's error above "
                + "has the reason. Try again."),
            _ => new(
                MessageCodes.PushFailed,
                $"The {action} {host}/{failure.Repository} with {Named(failure)} failed ({failure.Probe.Request}: {response}). "
                + Next(failure)),
        };
    }

    private static string Named(PushFailure failure)
    {
        var credential = failure.Credential;
        var what = credential.Source switch
        {
            CredentialSourceKind.StaticKey => $"the static key in {credential.Origin}",
            CredentialSourceKind.AccessToken => $"the access token in {credential.Origin}",
            CredentialSourceKind.AuthorizedKey => $"the access token of the authorized key in {credential.Origin}",
            CredentialSourceKind.WorkloadIdentity => $"the access token of the federated token of {credential.Origin}",
            CredentialSourceKind.DockerConfig => $"the {credential.Origin}",
            CredentialSourceKind.Profile or CredentialSourceKind.Cli or CredentialSourceKind.InstanceMetadata =>
                $"the access token of {credential.Origin}",
            _ => $"the credential of {credential.Origin}",
        };
        var account = credential.ServiceAccountId is { } id ? $" of {id}" : string.Empty;
        var expiry = credential.ExpiresAt is { } at && at <= failure.Now
            ? string.Create(CultureInfo.InvariantCulture, $", which expired at {at.ToUniversalTime():u}")
            : string.Empty;
        return $"{what}{account}{expiry}";
    }

    private static string Action(PushFailure failure) => failure.Action == RegistryAction.Push ? "push to" : "pull from";

    private static string Reference(PushFailure failure) => failure.Reference switch
    {
        null => "such tag or digest",
        var digest when digest.Contains(':', StringComparison.Ordinal) => $"manifest {digest}",
        var tag => $"tag '{tag}'",
    };

    private static string Next(PushFailure failure) => failure.Probe.HttpStatus switch
    {
        413 or 507 => "The registry has no room for it. Raise its quota in the web console, or delete images that you don't need:\n"
            + $"  nebius registry image list --parent-id registry-{failure.Repository.Split('/')[0]}",
        429 => "The registry limits how much it accepts. Wait some minutes, then try again.",
        _ => "Try again; if it fails again, report it with this message.",
    };

    private static string Response(ProbeResult probe) => (probe.HttpStatus, probe.Error) switch
    {
        ({ } status, { Length: > 0 } error) => $"HTTP {status}: \"{error}\"",
        ({ } status, _) => $"HTTP {status}",
        (_, { Length: > 0 } error) => error,
        _ => "no response",
    };
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

    /// <summary>Gets the result of the probe.</summary>
    public required ProbeResult Probe { get; init; }

    /// <summary>Gets the time on the local clock.</summary>
    public required DateTimeOffset Now { get; init; }
}
