namespace Nebius.Registry.Preflight;

/// <summary>What a preflight found. Nothing in it is secret.</summary>
internal sealed record PreflightReport
{
    /// <summary>Gets why the push would fail, with what to type; empty when nothing speaks against it.</summary>
    public IReadOnlyList<Advice> Problems { get; init; } = [];

    /// <summary>Gets what was found good, and which source was passed by, a line each.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets what could not be asked, so that the push itself will tell, a line each.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    internal static PreflightReport Good(string line) => new() { Lines = [line] };

    internal static PreflightReport Bad(Advice problem) => new() { Problems = [problem] };

    internal static PreflightReport Gap(string line) => new() { Gaps = [line] };

    internal PreflightReport And(PreflightReport other) => new()
    {
        Problems = [.. Problems, .. other.Problems],
        Lines = [.. Lines, .. other.Lines],
        Gaps = [.. Gaps, .. other.Gaps],
    };
}
