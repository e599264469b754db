using Nebius.Registry.Oci;

namespace Nebius.Registry.Preflight;

/// <summary>Which of a registry's answers are worth stopping a build that would push minutes later.</summary>
internal static class PreflightPolicy
{
    /// <summary>Tells whether a refusal would also be the push's.</summary>
    /// <param name="status">What the registry answered; not that it accepts.</param>
    /// <param name="asked">Who asked.</param>
    /// <param name="isGuess">Whether the repository may still become another one.</param>
    /// <returns>False when the push itself will have to tell.</returns>
    public static bool IsConclusive(ProbeStatus status, RegistryCredential asked, bool isGuess)
    {
        var isOfOthers = asked.Host.Region is null;
        return status switch
        {
            // A moment may change it.
            ProbeStatus.Unreachable or ProbeStatus.Timeout or ProbeStatus.Other => false,
            ProbeStatus.Denied or ProbeStatus.NameUnknown => !isGuess,

            // A registry that is trusted and not Nebius's may have its token server elsewhere. We do not go there; the SDK does.
            ProbeStatus.UntrustedRealm => !isOfOthers,

            // The SDK reads docker's logins by itself, and knows kinds of them that we do not.
            ProbeStatus.Unauthorized => !(isOfOthers && asked.Source == CredentialSourceKind.DockerConfig),
            _ => true,
        };
    }
}
