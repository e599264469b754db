using System.Globalization;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>Reports the progress of a push: after a second, and then every ten seconds.</summary>
/// <param name="name">The name of the chart.</param>
/// <param name="total">The total number of bytes.</param>
/// <param name="tell">Called with each report; may be null.</param>
/// <param name="time">The clock.</param>
internal sealed class ChartProgress(string name, long total, Action<string>? tell, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    private long _sent;
    private long _last = time.GetTimestamp();
    private TimeSpan _pause = First;

    /// <summary>Counts bytes that were sent.</summary>
    /// <param name="bytes">The number of bytes; negative when they have to be sent again.</param>
    public void Add(long bytes)
    {
        _sent += bytes;
        if (tell is null || time.GetElapsedTime(_last) < _pause)
        {
            return;
        }

        (_last, _pause) = (time.GetTimestamp(), Later);
        tell(string.Create(CultureInfo.InvariantCulture, $"{name}: {_sent / 1024.0 / 1024:0.0} of {total / 1024.0 / 1024:0.0} MiB sent"));
    }
}

/// <summary>The error for a push that timed out.</summary>
internal static class ChartPushTimeout
{
    /// <summary>Creates the error.</summary>
    /// <param name="name">The name and version, such as <c>app 1.2.3</c>.</param>
    /// <param name="reference">The reference of the chart.</param>
    /// <param name="budget">The budget that is used up.</param>
    public static NebiusRegistryException Of(string name, string reference, PushBudget budget)
    {
        var (step, time) = budget.Slowest;
        var last = budget.LastRefusal is { } refusal ? Answer(refusal) : string.Empty;
        var host = reference[..reference.IndexOf('/', StringComparison.Ordinal)];
        return new NebiusRegistryException(
            MessageCodes.ChartPushTimedOut,
            $"The push of {name} to {reference} timed out after {PushBudget.Seconds(budget.Limits.Waiting)} of waiting for the registry. "
            + $"The longest wait was for {step}: {PushBudget.Seconds(time)}. "
            + $"The last step was {PushStep.Name(budget.Request)} ({budget.Request}).{last} "
            + $"Try again later. To check the connection:\n  {Shell.Current.Connect($"https://{host}/v2/")}");
    }

    private static string Answer(PushRefusedException refusal)
    {
        var asked = refusal.RetryAfter is { } pause && pause > TimeSpan.Zero
            ? $", try again after {PushBudget.Seconds(pause)}"
            : string.Empty;
        return $" The last answer of the registry, to {refusal.Result.Request}, was {PushBudget.Answer(refusal)}{asked}.";
    }
}
