namespace Nebius.Registry.Oci;

/// <summary>How long one push may wait for a registry.</summary>
internal sealed record PushLimits
{
    /// <summary>Gets how long it may wait in all, pauses and new attempts included; time in which bytes move does not count.</summary>
    public TimeSpan Waiting { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Gets how long one request may wait while nothing moves.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what an attempt after a pause needs: with less left there is none.</summary>
    public TimeSpan Reserve { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long it waits silently.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often it says afterwards that it still waits.</summary>
    public TimeSpan Reminder { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how many bytes a second are slow, and still no waiting: 100 MiB in less than two hours.</summary>
    public long SlowestRate { get; init; } = 16 * 1024;

    /// <summary>Returns how long something of a size may take by another program, of which nothing is seen until it ends.</summary>
    public TimeSpan Unseen(long size) => Waiting + TimeSpan.FromSeconds((double)size / SlowestRate);
}
