using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>Explains that a push had to wait too long for a registry.</summary>
internal static class ChartPushTimeout
{
    /// <summary>Makes the error.</summary>
    /// <param name="name">What was pushed, such as <c>app 1.2.3</c>.</param>
    /// <param name="reference">Where to.</param>
    /// <param name="budget">The time that is over.</param>
    public static NebiusRegistryException Of(string name, string reference, PushBudget budget)
    {
        var (step, time) = budget.Slowest;
        var last = budget.LastRefusal is { } refusal ? Answer(refusal) : string.Empty;
        var host = reference[..reference.IndexOf('/', StringComparison.Ordinal)];
        return new NebiusRegistryException(
            MessageCodes.ChartPushTimedOut,
            $"The push of {name} to {reference} was ended after {PushBudget.Seconds(budget.Limits.Waiting)} of waiting for the registry. "
            + $"The longest was {step}: {PushBudget.Seconds(time)}. "
            + $"It was ended in {PushStep.Name(budget.Request)} ({budget.Request}).{last} "
            + $"Try again later; whether this machine reaches the registry, says: curl -v https://{host}/v2/");
    }

    private static string Answer(PushRefusedException refusal)
    {
        var asked = refusal.RetryAfter is { } pause && pause > TimeSpan.Zero ? $", try again after {PushBudget.Seconds(pause)}" : string.Empty;
        return $" The last answer that the registry gave to {refusal.Result.Request}: {PushBudget.Answer(refusal)}{asked}.";
    }
}
