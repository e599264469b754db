namespace Nebius.Registry.Doctor;

/// <summary>What a doctor found.</summary>
/// <param name="Host">The registry that was asked about.</param>
/// <param name="Repository">The repository that was asked about; null when none was.</param>
/// <param name="Findings">All findings, in the order in which they are read.</param>
public sealed record DoctorReport(RegistryHost Host, string? Repository, IReadOnlyList<Finding> Findings)
{
    /// <summary>Gets a value indicating whether nothing is bad.</summary>
    public bool IsHealthy => !Findings.Any(finding => finding.Mark == FindingSeverity.Bad);

    /// <summary>Gets the first bad finding, which is the one to begin with; null when there is none.</summary>
    public Finding? First => Findings.FirstOrDefault(finding => finding.Mark == FindingSeverity.Bad);
}
