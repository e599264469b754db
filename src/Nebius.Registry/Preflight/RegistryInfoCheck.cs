using Nebius.Registry.Iam;

namespace Nebius.Registry.Preflight;

/// <summary>What Nebius's API says of a registry that refuses a push: perhaps it is elsewhere, or cannot be used now.</summary>
internal static class RegistryInfoCheck
{
    /// <summary>Explains a refusal.</summary>
    /// <param name="facts">What the API says.</param>
    /// <param name="host">Where the push goes.</param>
    /// <returns>The explanation; null when the API has none.</returns>
    public static Advice? Explain(RegistryInfo facts, RegistryHost host)
    {
        if (RegistryHost.Examine(facts.Host, TrustedHosts.None).Host is { Region: { } region } actual && actual != host)
        {
            return new Advice(
                MessageCodes.RegistryElsewhere,
                $"{facts.Id} is in {region}, but the push goes to {host}. Type: -p:NebiusRegion={region}, or -p:ContainerRegistry={actual}");
        }

        return facts.State switch
        {
            RegistryState.Creating => NotActive(facts, "is still being created. Try again in a minute"),
            RegistryState.Deleting => NotActive(facts, "is being deleted, so nothing can be pushed to it any more. Push to another one"),
            RegistryState.Suspended => NotActive(facts, "is suspended, perhaps with its project: look at the project and its billing in the console"),
            _ => null,
        };
    }

    private static Advice NotActive(RegistryInfo facts, string what) => new(
        MessageCodes.RegistryNotActive,
        $"{facts.Id} at {facts.Host} {what}. Its state: nebius registry get --id {facts.Id}");
}
