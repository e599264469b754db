namespace Nebius.Registry.Doctor;

/// <summary>What a doctor found.</summary>
/// <param name="Host">The registry that was asked about.</param>
/// <param name="Repository">The repository that was asked about; null when none was.</param>
/// <param name="Findings">All findings, in the order in which they are read.</param>
public sealed record DoctorReport(RegistryHost Host, string? Repository, IReadOnlyList<Finding> Findings)
{
    /// <summary>Gets a value indicating whether nothing is bad.</summary>
    public bool IsHealthy => !Findings.Any(finding => finding.Severity == FindingSeverity.Bad);

    /// <summary>Gets the first bad finding, which is the one to begin with; null when there is none.</summary>
    public Finding? First => Findings.FirstOrDefault(finding => finding.Severity == FindingSeverity.Bad);

    /// <summary>Returns the report as text: a mark for each finding, what was found, and the next command.</summary>
    /// <returns>Lines that end with a line feed, without one at the end.</returns>
    public override string ToString() => ReportText.Of(this);
}

/// <summary>
/// One thing that was looked at. Nothing in it is secret; <see cref="Detail"/> and <see cref="Next"/> may name files, hosts and accounts.
/// </summary>
public sealed record Finding
{
    /// <summary>Gets what it belongs to, such as <c>Sources</c>.</summary>
    public required string Section { get; init; }

    /// <summary>Gets what was looked at, such as <c>StaticKey</c> or <c>docker</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets what it means.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Gets what was found, in fixed words that hold no value of the user's.</summary>
    public required string State { get; init; }

    /// <summary>Gets what exactly was found, and where; empty when there is no more to say.</summary>
    public string Detail { get; init => field = Redactor.Message(value); } = string.Empty;

    /// <summary>Gets the code under which it is explained; null when it has none.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the next command to type; null when there is none.</summary>
    public string? Next { get; init => field = value is null ? null : Redactor.Message(value); }
}

/// <summary>How serious a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>For information only.</summary>
    Information,

    /// <summary>It works, but not always as expected.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Bad,
}
