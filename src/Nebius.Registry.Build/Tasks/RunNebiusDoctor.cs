using Microsoft.Build.Framework;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
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
            "NebiusDoctor looks at registries of Nebius, and ContainerRegistry names another. Type: "
            + $"dotnet build -t:NebiusDoctor -p:NebiusRegion=eu-west1; or trust the host in {EnvironmentVariables.TrustedRegistryHosts}.");
        var options = new ExaminationOptions
        {
            Host = host,
            Repository = string.IsNullOrEmpty(Repository) ? null : Repository,
            BuildsHavePackage = true,
            Settings = settings,
        };
        var report = await new Examination(options).RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var line in ReportText.Of(report).Split('\n'))
        {
            LogLine(MessageImportance.High, line);
        }

        // The terminal logger shows errors and warnings alone.
        foreach (var finding in report.Findings.Where(finding => finding.Mark == FindingMark.Bad))
        {
            var next = finding.Next is null ? string.Empty : $" Next: {finding.Next}";
            LogError(
                finding.Code ?? MessageCodes.DoctorFoundTrouble,
                $"{finding.Section}: {finding.Subject} {finding.State}. {finding.Detail}{next}");
        }
    }
}
