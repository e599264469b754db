using System.CommandLine;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>nebius-registry copy</c>: copies an image to other registries, all at the same time and with the same digest.</summary>
internal static class CopyCommand
{
    private static readonly Argument<string> Source = new("source")
    {
        Description = "The image: eu-north1/e00abc/app:1.2.3, or with @ and its digest. Default tag: latest.",
        HelpName = "source",
    };

    private static readonly Argument<string[]> Targets = new("target")
    {
        Description = "A registry for the same path and tag (eu-west1/e01abc), a repository (eu-west1/e01abc/team/app), with or without a "
            + "tag, or a path for the same name (eu-west1/e01abc/team/).",
        HelpName = "target",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Tags = new("--tag")
    {
        Description = "A tag for all copies, in place of the source's. Repeat it for several.",
        HelpName = "tag",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be sent, and send nothing." };
    private static readonly Option<bool> NoReferrers = new("--no-referrers")
    {
        Description = "Leave signatures, SBOMs and other referrers behind.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print what was copied as JSON." };

    public static Command Create()
    {
        // Once: the parser offers what it has for all arguments.
        KnownRegions.Complete(Targets);
        RegistryArgument.RefuseOptions(Source);
        RegistryArgument.RefuseOptions(Targets);
        var command = new CommandWithExamples(
            "copy",
            "Copies an image to other registries, with the same digest.",
            "copy eu-north1/e00abc/app:1 eu-west1/e01abc us-central1/u00abc",
            "copy eu-north1/e00abc/app:1.2.3 eu-west1/e01abc --tag 1.2.3 --tag latest",
            "copy eu-north1/e00abc/app:1.2.3 eu-west1/e01abc --dry-run")
        {
            Source, Targets, Tags, DryRun, NoReferrers, Json,
        };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var isDryRun = parsed.GetValue(DryRun);
        try
        {
            var report = await CopyAsync(parsed, isDryRun, cancellationToken).ConfigureAwait(false);
            await CopyOutput.WriteAsync(report, parsed.GetValue(Json), isDryRun).ConfigureAwait(false);
            return await CopyOutput.FailAsync(report).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !isDryRun)
        {
            await Console.Error.WriteLineAsync(
                "Cancelled. What was copied stays, and no tag was changed to an incomplete image. The same command copies the rest.")
                .ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    private static async Task<ImageCopyReport> CopyAsync(ParseResult parsed, bool isDryRun, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var (source, targets) = await CopyArgument.ReadAsync(
            parsed.GetRequiredValue(Source), parsed.GetRequiredValue(Targets), parsed.GetValue(Tags) ?? [], settings, cancellationToken)
            .ConfigureAwait(false);
        var chain = new CredentialChain(new CredentialChainOptions { Settings = settings });
        var provider = new ReportingCredentialProvider(
            chain, (host, resolution) => Notes.TellAsync(resolution, host == source.Host ? "image from" : "image to"));
        var copier = new ImageCopier(provider, new ImageCopyOptions
        {
            CopiesReferrers = !parsed.GetValue(NoReferrers),
            IsDryRun = isDryRun,
            Progress = CopyOutput.ShowProgress,
            ProgressInterval = CopyOutput.ProgressInterval,
        });
        return await copier.CopyAsync(source, targets, cancellationToken).ConfigureAwait(false);
    }
}
