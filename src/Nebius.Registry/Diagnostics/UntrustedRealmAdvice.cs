using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>What to say of a registry that sends clients elsewhere with a credential that is none of ours.</summary>
internal static class UntrustedRealmAdvice
{
    public static Advice WithoutCredential(RegistryHost host, ProbeResult ping) => new(
        MessageCodes.UntrustedRealm,
        $"The registry {host} was looked at before the push, without a credential: it answers {ping.Request} with a challenge to fetch a token from "
        + $"somewhere other than https://{host}/ ({ping.Error}). Nebius's registries never do this: look who answers under that name. "
        + "The push was not begun, because the SDK would have sent its credential there.");
}
