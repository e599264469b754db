namespace Nebius.Registry.OS.Processes;

/// <summary>How a program ended.</summary>
internal enum ChildOutcome
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It was ended after its time.</summary>
    TimedOut,

    /// <summary>It was ended because it printed too much.</summary>
    Flooded,

    /// <summary>The system would not start it.</summary>
    NotStarted,
}
