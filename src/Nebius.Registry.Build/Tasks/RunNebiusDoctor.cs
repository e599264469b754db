using Microsoft.Build.Framework;
using Nebius.Registry.Doctor;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Runs the doctor on the registry and the repository that the project would push to, with the project's settings.</summary>
public sealed class RunNebiusDoctor : CredentialTask
{
    /// <summary>Gets or sets the repository.</summary>
    public string? Repository { get; set; }

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        var settings = CreateSettings();
        var host = FindOutput() ?? throw new NebiusRegistryException(
            MessageCodes.InvalidSetting,
            "ContainerRegistry isn't a Nebius registry, and NebiusDoctor checks only those. Name a region, or trust the host in "
            + $"{EnvironmentVariables.TrustedRegistryHosts}:\n  dotnet build -t:NebiusDoctor -p:NebiusRegion=eu-north1");
        var options = new DoctorOptions
        {
            Host = host,
            Repository = string.IsNullOrEmpty(Repository) ? null : Repository,
            BuildsHavePackage = true,
            Settings = settings,
        };
        var report = await new RegistryDoctor(options).RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var line in ReportText.Of(report).Split('\n'))
        {
            LogLine(MessageImportance.High, line);
        }

        // The terminal logger shows errors and warnings alone.
        foreach (var finding in report.Findings.Where(finding => finding.Severity == FindingSeverity.Bad))
        {
            var next = finding.Next is null ? string.Empty : $" Next: {finding.Next}";
            LogError(
                finding.Code ?? MessageCodes.DoctorFoundTrouble,
                $"{finding.Section}: {finding.Subject} {finding.State}. {finding.Detail}{next}");
        }
    }
}
