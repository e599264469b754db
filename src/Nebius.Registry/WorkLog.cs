namespace Nebius.Registry;

/// <summary>
/// What a program may show of the work while it goes on: each step, and what is waited for. Without a listener it costs nothing. No
/// line has a secret.
/// </summary>
internal static class WorkLog
{
    /// <summary>Gets or sets what takes each step, one line; null when no one listens. It is set once, when the program begins.</summary>
    public static Action<string>? Detail { get; set; }

    /// <summary>Gets or sets what is called when a server or program is waited for; what it returns is disposed of at the end.</summary>
    public static Func<string, IDisposable>? Waiting { get; set; }

    /// <summary>Gets a value indicating whether anyone listens.</summary>
    public static bool IsOn => Detail is not null || Waiting is not null;

    /// <summary>Reports a step.</summary>
    public static void Say(string line) => Detail?.Invoke(line);

    /// <summary>Reports that something is waited for, until the result is disposed of.</summary>
    /// <param name="what">A host, or a program's name.</param>
    public static IDisposable? WaitFor(string what) => Waiting?.Invoke(what);
}
