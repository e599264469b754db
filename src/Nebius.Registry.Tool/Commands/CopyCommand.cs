using System.CommandLine;
using System.Globalization;
using System.Text.Json;
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
        Description = "A registry for the same path and tag (eu-west1/e01abc), or a repository, with or without a tag.",
        HelpName = "target",
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
        RegistryArgument.RefuseOptions(Source);
        RegistryArgument.RefuseOptions(Targets);
        var command = new CommandWithExamples(
            "copy",
            "Copies an image to other registries, with the same digest.",
            "copy eu-north1/e00abc/app:1.2.3 eu-west1/e01abc us-central1/u00abc",
            "copy eu-north1/e00abc/app:1.2.3 eu-west1/e01abc/team/app:1.2.3 --dry-run")
        {
            Source, Targets, DryRun, NoReferrers, Json,
        };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var source = await CopyArgument.ReadSourceAsync(parsed.GetRequiredValue(Source), settings, cancellationToken).ConfigureAwait(false);
        var targets = new List<ImageCopyTarget>();
        foreach (var text in parsed.GetRequiredValue(Targets))
        {
            targets.Add(await CopyArgument.ReadTargetAsync(text, source, settings, cancellationToken).ConfigureAwait(false));
        }

        if (targets.GroupBy(target => (target.Host, target.Repository)).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"{twice.First()} is named twice. Remove one of the two.");
        }

        var chain = new CredentialChain(new CredentialChainOptions { Settings = settings });
        var copier = new ImageCopier(chain, new ImageCopyOptions
        {
            CopiesReferrers = !parsed.GetValue(NoReferrers),
            IsDryRun = parsed.GetValue(DryRun),
            Progress = StatusLine.Tell,
        });
        var report = await copier.CopyAsync(source, targets, cancellationToken).ConfigureAwait(false);
        await WriteAsync(report, parsed).ConfigureAwait(false);
        return await FailAsync(report).ConfigureAwait(false);
    }

    private static async Task WriteAsync(ImageCopyReport report, ParseResult parsed)
    {
        foreach (var digest in report.Missing)
        {
            await Notes.WriteAsync($"note: the source doesn't have {digest}, which the index lists; it isn't copied").ConfigureAwait(false);
        }

        if (parsed.GetValue(Json))
        {
            JsonOutput.Write(json => Write(json, report));
            return;
        }

        foreach (var copy in report.Targets.Where(copy => copy.Failure is null))
        {
            await Console.Out.WriteLineAsync(Line(copy, report, parsed.GetValue(DryRun))).ConfigureAwait(false);
        }
    }

    private static string Line(CopiedImage copy, ImageCopyReport report, bool isDryRun)
    {
        var what = isDryRun ? "would copy to" : copy.BlobsSent + copy.ManifestsSent > 0 ? "copied to" : "unchanged";
        var referrers = report.Referrers > 0 ? $", {report.Referrers} referrers" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {Name(copy.Target, report)} ({report.Digest}; {copy.BlobsSent} blobs, {Mib(copy)} MiB{referrers})");
    }

    private static string Mib(CopiedImage copy) => (copy.Bytes / 1024.0 / 1024).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Name(ImageCopyTarget target, ImageCopyReport report) =>
        target.Tags is [var tag, ..] ? $"{target}:{tag}" : $"{target}@{report.Digest}";

    private static void Write(Utf8JsonWriter json, ImageCopyReport report)
    {
        json.WriteStartObject();
        json.WriteString("digest", report.Digest);
        json.WriteString("mediaType", report.MediaType);
        json.WriteNumber("referrers", report.Referrers);
        json.WriteTexts("missing", report.Missing);
        json.WriteStartArray("targets");
        foreach (var copy in report.Targets)
        {
            json.WriteStartObject();
            json.WriteString("reference", $"{copy.Target}@{report.Digest}");
            json.WriteTexts("tags", copy.Target.Tags);
            json.WriteString("host", copy.Target.Host.Name);
            json.WriteString("repository", copy.Target.Repository);
            json.WriteNumber("bytes", copy.Bytes);
            json.WriteNumber("blobsSent", copy.BlobsSent);
            json.WriteNumber("blobsThere", copy.BlobsThere);
            json.WriteNumber("manifestsSent", copy.ManifestsSent);
            json.WriteString("error", copy.Failure is { } failure ? $"{failure.Code}: {failure.Message}" : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task<int> FailAsync(ImageCopyReport report)
    {
        var failures = report.Targets.Where(copy => copy.Failure is not null).ToList();
        foreach (var copy in failures)
        {
            await Console.Error.WriteLineAsync($"{copy.Failure!.Code}: {copy.Failure.Message}").ConfigureAwait(false);
        }

        return failures.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
