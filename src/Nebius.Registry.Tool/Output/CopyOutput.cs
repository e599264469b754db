using System.Globalization;
using System.Text.Json;
using Nebius.Registry.Copying;

namespace Nebius.Registry.Tool.Output;

/// <summary>What <c>copy</c> prints.</summary>
internal static class CopyOutput
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>Gets the time between two progress messages: a terminal's line is replaced, a log keeps each.</summary>
    public static TimeSpan ProgressInterval => StatusLine.IsInUse ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10);

    /// <summary>Shows a progress message.</summary>
    public static void ShowProgress(string progress)
    {
        StatusLine.Tell(progress);
        if (!StatusLine.IsInUse && WorkLog.Detail is null)
        {
            Notes.Write(progress);
        }
    }

    /// <summary>Writes what was copied, or would be.</summary>
    public static async Task WriteAsync(ImageCopyReport report, bool isJson, bool isDryRun)
    {
        foreach (var digest in report.MissingManifests)
        {
            await Notes.WriteAsync($"note: the source doesn't have {digest}, which the index lists; it isn't copied").ConfigureAwait(false);
        }

        foreach (var warning in report.Warnings)
        {
            await Notes.WriteAsync($"note: {warning}").ConfigureAwait(false);
        }

        if (isJson)
        {
            JsonOutput.WriteList(report.Targets, (json, copy) => Write(json, copy, report, isDryRun));
            return;
        }

        foreach (var copy in report.Targets.Where(copy => copy.Failure is null))
        {
            await Console.Out.WriteLineAsync(Line(copy, report, isDryRun)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the errors of the targets that failed.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FailAsync(ImageCopyReport report)
    {
        var failures = report.Targets.Select(copy => copy.Failure).OfType<NebiusRegistryException>().ToList();
        foreach (var failure in failures)
        {
            await Console.Error.WriteLineAsync($"{failure.Code}: {failure.Message}").ConfigureAwait(false);
        }

        return failures.Count == 0 ? ExitCode.Success
            : failures.All(failure => failure.Code == MessageCodes.NoCredential) ? ExitCode.NoCredential
            : ExitCode.Failure;
    }

    private static string Line(CopiedImage copy, ImageCopyReport report, bool isDryRun)
    {
        List<string> details = [];
        if (copy.Target.Tags is [_, ..] tags)
        {
            details.Add($"{(tags.Count == 1 ? "tag" : "tags")} {string.Join(", ", tags)}");
        }

        if (StatusOf(copy, isDryRun) != "unchanged")
        {
            details.Add($"{copy.BlobsSent} of {Count(copy.BlobsSent + copy.BlobsSkipped, "blob")}");
            details.Add(Size(copy.BytesSent));
        }

        if (report.Referrers > 0)
        {
            details.Add(Count(report.Referrers, "referrer"));
        }

        var what = isDryRun && StatusOf(copy, isDryRun) == "pending" ? "would copy" : StatusOf(copy, isDryRun);
        return $"{what} {Reference(copy, report)}{(details.Count > 0 ? $" ({string.Join("; ", details)})" : string.Empty)}";
    }

    private static string StatusOf(CopiedImage copy, bool isDryRun) =>
        copy.Failure is not null ? "failed"
        : copy.BlobsSent + copy.ManifestsSent == 0 ? "unchanged"
        : isDryRun ? "pending"
        : "copied";

    private static string Reference(CopiedImage copy, ImageCopyReport report) => $"{copy.Target}@{report.Digest}";

    private static string Size(long bytes) => bytes < Mebibyte
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Mebibyte:0.0} MiB");

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? string.Empty : "s")}");

    // The names of the item NebiusPublishedImage, as JSON has them.
    private static void Write(Utf8JsonWriter json, CopiedImage copy, ImageCopyReport report, bool isDryRun)
    {
        json.WriteString("reference", Reference(copy, report));
        json.WriteString("host", copy.Target.Host.Name);
        json.WriteString("region", copy.Target.Host.Region);
        json.WriteString("repository", copy.Target.Repository);
        json.WriteTexts("tags", copy.Target.Tags);
        json.WriteString("digest", report.Digest);
        json.WriteString("mediaType", Redactor.Value(report.MediaType));
        json.WriteString("status", StatusOf(copy, isDryRun));
        json.WriteNumber("bytesSent", copy.BytesSent);
        json.WriteNumber("blobsSent", copy.BlobsSent);
        json.WriteNumber("blobsUnchanged", copy.BlobsSkipped);
        json.WriteNumber("manifestsSent", copy.ManifestsSent);
        json.WriteNumber("referrers", copy.Failure is null ? report.Referrers : 0);
        json.WriteString("credentialSource", copy.CredentialSource?.ToString());
        json.WriteTexts("missing", report.MissingManifests);
        json.WriteString("error", copy.Failure is { } failure ? Redactor.Message($"{failure.Code}: {failure.Message}") : null);
    }
}
