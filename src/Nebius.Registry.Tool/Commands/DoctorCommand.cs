using System.CommandLine;
using Nebius.Registry.Doctor;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>nebius-registry doctor</c>: what works, what doesn't, and what to type next.</summary>
internal static class DoctorCommand
{
    // The example of Nebius's documentation.
    private const string SomeRegion = "eu-north1";

    private static readonly Argument<string> Target = new("registry")
    {
        Description = RegistryArgument.Describe("Add a repository to check the rights: eu-north1/e00abc/app."),
        HelpName = "registry",
        DefaultValueFactory = _ => SomeRegion,
    };

    private static readonly Option<bool> PullOnly = new("--pull-only") { Description = "Don't check the right to push." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the findings as JSON." };
    private static readonly Option<bool> Report = new("--report")
    {
        Description = "Print a report for a public issue, without values.",
    };

    private static readonly Option<bool> Strict = new("--strict") { Description = "End with exit code 3 if there are warnings." };

    public static Command Create()
    {
        KnownRegions.Complete(Target);
        var command = new CommandWithExamples(
            "doctor",
            "Checks credentials, registry, IAM, docker, podman and helm, and says what to do.",
            "doctor cr.eu-north1.nebius.cloud/e00abc/app",
            "doctor eu-north1 --json",
            "doctor eu-north1/e00abc/app:1.2.3 --pull-only --report")
        {
            Target, PullOnly, Json, Report, Strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Json) && result.GetValue(Report))
            {
                result.AddError("--json and --report can't be combined.");
            }
        });
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var named = parsed.GetRequiredValue(Target);
        var isImplicit = parsed.GetResult(Target) is null or { Implicit: true };
        if (isImplicit && await RegistryArgument.DefaultAsync(settings, cancellationToken).ConfigureAwait(false) is { } host)
        {
            named = host.Name;
        }
        else if (isImplicit)
        {
            await Notes.WriteAsync(
                $"No registry given; checking {SomeRegion}. To check yours:\n"
                + "  nebius-registry doctor cr.<region>.nebius.cloud/<registry-id>/<name>").ConfigureAwait(false);
        }

        var target = await RegistryArgument.ReadAsync(named, settings, cancellationToken).ConfigureAwait(false);
        var options = new DoctorOptions
        {
            Host = target.Host,
            Repository = target.Repository,
            Reference = target.Reference,
            PullOnly = parsed.GetValue(PullOnly),
            Settings = settings,
        };
        var report = await new RegistryDoctor(options).RunAsync(cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(Json))
        {
            using var output = StandardStreams.OpenOutput();
            ReportJson.Write(report, output);
            output.Write("\n"u8);
        }
        else
        {
            await Console.Out.WriteLineAsync(
                parsed.GetValue(Report) ? PublicReport.Of(report, settings) : ReportText.Of(report)).ConfigureAwait(false);
        }

        return !report.IsHealthy ? ExitCode.Failure
            : parsed.GetValue(Strict) && report.Findings.Any(finding => finding.Severity == FindingSeverity.Warning) ? ExitCode.Warnings
            : ExitCode.Success;
    }
}
