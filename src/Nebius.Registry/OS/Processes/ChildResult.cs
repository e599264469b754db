namespace Nebius.Registry.OS.Processes;

/// <summary>What a program did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ExitCode">Its exit code; 0 unless it ended by itself.</param>
/// <param name="Output">What it printed; it may be a secret, and belongs into no message.</param>
/// <param name="Error">The beginning of what it said on its error stream; shown only after Transport.Redactor.Clean.</param>
internal sealed record ChildResult(ChildOutcome Outcome, int ExitCode, string Output, string Error)
{
    /// <summary>Gets a value indicating whether it ended by itself, and well.</summary>
    public bool Succeeded => Outcome == ChildOutcome.Exited && ExitCode == 0;

    /// <summary>Returns how it ended, never what it printed.</summary>
    /// <returns>The outcome and the exit code.</returns>
    public override string ToString() => $"{Outcome} {ExitCode}";
}
