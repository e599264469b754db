using System.CommandLine;
using Nebius.Registry.Doctor;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>nebius-registry doctor</c>: what works, what does not, and what to type next.</summary>
internal static class DoctorCommand
{
    // The documentation's own example.
    private const string SomeRegion = "eu-north1";

    private static readonly Argument<string> Target = new("registry")
    {
        Description = "host[/repository[:tag]], such as cr.eu-west1.nebius.cloud/e00abc/app; a region stands for its host.",
        DefaultValueFactory = _ => SomeRegion,
    };

    private static readonly Option<bool> PullOnly = new("--pull-only") { Description = "Do not ask for the right to push." };
    private static readonly Option<bool> Json = new("--json") { Description = "Write the findings as JSON." };
    private static readonly Option<bool> Report = new("--report")
    {
        Description = "Write a report for a public issue: no values, only what is there, and short hashes.",
    };

    public static Command Create()
    {
        KnownRegions.Complete(Target);
        var command = new CommandWithExamples(
            "doctor",
            "Looks at sources, registry, IAM, docker, podman, helm and helpers, and says what to type next.",
            "doctor cr.eu-west1.nebius.cloud/e00abc/app",
            "doctor eu-west1 --json",
            "doctor eu-west1/e00abc/app:1.2.3 --pull-only --report")
        {
            Target, PullOnly, Json, Report,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Json) && result.GetValue(Report))
            {
                result.AddError("--json has all values, and --report none: type one of them.");
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
            await Console.Error.WriteLineAsync(
                $"No registry was named; this is what {SomeRegion} would be like. Name yours: "
                + "nebius-registry doctor cr.<region>.nebius.cloud/<registry id>/<name>").ConfigureAwait(false);
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

        return report.IsHealthy ? ExitCode.Success : ExitCode.Failure;
    }
}
