using System.Text.Json;
using System.Text.RegularExpressions;
using Cake.Core;
using Nebius.Registry;
using Nebius.Registry.OS.Processes;

namespace Cake.Nebius.Publishing;

/// <summary>The files that a script and a build that it started exchange, in a private directory that is gone afterwards.</summary>
internal sealed partial class BuildReport(NebiusSettings settings) : IDisposable
{
    /// <summary>The property that names <see cref="ImagesFile"/> to the targets of this package.</summary>
    public const string Property = "_CakeNebiusReportFile";

    private readonly PrivateDirectory _directory = new(settings);

    /// <summary>Gets the file that gets a line for what was pushed.</summary>
    public string ImagesFile => _directory.In("images");

    /// <summary>Gets the file that gets the build's errors.</summary>
    public string ErrorsFile => _directory.In("errors");

    /// <summary>Writes the secrets that the build gets to a file, so that nothing that the build starts inherits them.</summary>
    /// <param name="secrets">The secrets, by their environment variables.</param>
    /// <returns>The file, for its owner only.</returns>
    public string WriteSecrets(IReadOnlyDictionary<string, string> secrets)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = _directory.In("secrets.json");
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, secrets);
        return path;
    }

    /// <summary>Gets what was pushed, with its copies; null when nothing was.</summary>
    public NebiusPublishedImage? Image
    {
        get
        {
            var all = File.Exists(ImagesFile) ? File.ReadLines(ImagesFile).Select(Parse).OfType<NebiusPublishedImage>().ToList() : [];

            // The image that was pushed is first, and the copies have its digest.
            return all.GroupBy(image => image.Digest).LastOrDefault()?.ToList() is [var pushed, .. var copies]
                ? pushed with { Copies = copies }
                : null;
        }
    }

    /// <summary>Explains a build that failed, by the errors of Nebius.Registry or else by its first.</summary>
    /// <returns>The exception; null when the build did not come so far that it could say anything.</returns>
    public CakeException? Explain(string project)
    {
        if (!File.Exists(ErrorsFile))
        {
            return null;
        }

        var errors = Error().Matches(File.ReadAllText(ErrorsFile));
        var ours = errors.Where(error => error.Groups["code"].Value.StartsWith("NEBIUS", StringComparison.Ordinal)).ToList();
        var told = (ours.Count > 0 ? ours : errors.Take(1)).Select(
            error => (Code: error.Groups["code"].Value, Text: error.Groups["text"].Value)).Distinct().ToList();
        var shown = Redactor.Value(project);
        return told.Count == 0
            ? null
            : new CakeException(Redactor.Message(string.Join(Environment.NewLine, told.Select((error, index) => (error.Code, index) switch
            {
                ("", _) => $"'dotnet publish' of {shown} failed. {error.Text}",
                (_, 0) => $"{error.Code}: 'dotnet publish' of {shown} failed. {error.Text}",
                _ => $"{error.Code}: {error.Text}",
            }))));
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    // As Cake.Nebius.Child.targets writes it.
    private static NebiusPublishedImage? Parse(string line) =>
        line.Split('|') is not [var host, var region, var repository, var digest, var mediaType, var source, var tags]
            ? null
            : new NebiusPublishedImage
            {
                Host = host,
                Region = region.Length == 0 ? null : region,
                Repository = repository,
                Digest = digest,
                MediaType = mediaType.Length == 0 ? null : mediaType,
                CredentialSource = Enum.TryParse<CredentialSourceKind>(source, out var kind) ? kind : null,
                Tags = tags.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            };

    // https://learn.microsoft.com/visualstudio/msbuild/msbuild-diagnostic-format-for-tasks: origin : error CODE: text [project]
    [GeneratedRegex(
        @"(?:^|: )error ?(?<code>[A-Za-z]+[0-9]+)?: (?<text>.*?)(?: \[[^\[\]]*\])?\r?$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Error();
}
