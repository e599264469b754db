using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Packs and pushes a project's charts, all at the same time and with one credential.</summary>
public sealed class PushNebiusCharts : CopyTask
{
    private readonly List<ITaskItem> _published = [];

    /// <summary>Gets or sets the NebiusHelmChart items.</summary>
    [Required]
    [SuppressMessage(
        "Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists of items as arrays.")]
    public ITaskItem[] Charts { get; set; } = [];

    /// <summary>Gets or sets NebiusRegistryId.</summary>
    public string? RegistryId { get; set; }

    /// <summary>Gets or sets the project's version; empty when it has none.</summary>
    public string? Version { get; set; }

    /// <summary>Gets or sets the directory that gets the packages.</summary>
    [Required]
    public string OutputDirectory { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusHelmTool.</summary>
    public string? Tool { get; set; }

    /// <summary>Gets or sets NebiusHelmOverwrite.</summary>
    public string? Overwrite { get; set; }

    /// <summary>Gets or sets NebiusPreflight.</summary>
    public string? Preflight { get; set; }

    /// <summary>Gets or sets NebiusRegistryEnabled.</summary>
    public string? Enabled { get; set; }

    /// <summary>Gets or sets NebiusSetStepOutputs.</summary>
    public string? SetStepOutputs { get; set; }

    /// <summary>Gets the NebiusPublishedChart items.</summary>
    [Output]
    [SuppressMessage(
        "Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists of items as arrays.")]
    public ITaskItem[] Published => [.. _published];

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        SettingsCheck.Run(CreateOptions().Settings);
        SettingsCheck.Run(ValueOf);
        var host = FindHost();
        var helm = FindHelm();

        using var connection = ChartConnection.Open(host, Charts.Length);

        // A chart that is refused needs no credential.
        var charts = await PackAllAsync(host, cancellationToken).ConfigureAwait(false);
        if (Log.HasLoggedErrors)
        {
            return;
        }

        var provider = CreateFinder(leavesDockerConfigToSdk: false);
        var registries = await FindCopiesAsync(host, charts[0].Repository, cancellationToken).ConfigureAwait(false);
        await CheckCopiesAsync(provider, registries, charts[0].Repository, cancellationToken).ConfigureAwait(false);
        if (Log.HasLoggedErrors)
        {
            return;
        }

        var resolution = await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        var credential = resolution.Credential!;
        LogCredential(resolution);
        var options = new ChartPushOptions
        {
            Overwrites = "true".Equals(Overwrite, StringComparison.OrdinalIgnoreCase),
            HelmExecutable = helm,
            Settings = CreateSettings(),
            Progress = Say,
        };
        using var pusher = new ChartPusher(provider, credential, options, connection);
        var pushed = Report(await pusher.PushAllAsync(charts, cancellationToken).ConfigureAwait(false), credential);
        if (!Log.HasLoggedErrors)
        {
            await SetOutputsAsync([.. pushed.Select(chart => chart.Item)], cancellationToken).ConfigureAwait(false);
        }

        if (pushed.Count > 0 && registries.Count > 0)
        {
            await CopyAsync(new ChartCopier(provider, options, CopyOptions), pushed, registries, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _published.AddRange(pushed.Select(chart => chart.Item));
        }
    }

    private async System.Threading.Tasks.Task CheckCopiesAsync(
        ICredentialProvider provider, IReadOnlyList<CopyRegistry> registries, string repository, CancellationToken cancellationToken)
    {
        if (registries.Count == 0 || "false".Equals(Preflight, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var report = await new CopyPreflight(new PushPreflight(provider)).RunAsync(registries, repository, cancellationToken)
            .ConfigureAwait(false);
        LogPreflight(report, hint: null);
    }

    private List<(PublishedChart Chart, ITaskItem Item)> Report(IEnumerable<ChartOutcome> outcomes, RegistryCredential credential)
    {
        var pushed = new List<(PublishedChart, ITaskItem)>();
        foreach (var outcome in outcomes)
        {
            if (outcome.Failure is { } failure)
            {
                LogError(failure.Code, failure.Message);
            }
            else
            {
                pushed.Add((outcome.Published!, ToItem(outcome.Published!, credential)));
            }
        }

        return pushed;
    }

    private async System.Threading.Tasks.Task CopyAsync(
        ChartCopier copier,
        IReadOnlyList<(PublishedChart Chart, ITaskItem Item)> pushed,
        IReadOnlyList<CopyRegistry> registries,
        CancellationToken cancellationToken)
    {
        var copies = await System.Threading.Tasks.Task.WhenAll(
            pushed.Select(chart => copier.CopyAsync(chart.Chart, registries, cancellationToken))).ConfigureAwait(false);
        foreach (var (chart, ofChart) in pushed.Zip(copies))
        {
            _published.Add(chart.Item);
            foreach (var item in Report(chart.Item, ofChart))
            {
                item.SetMetadata("Address", $"oci://{item.GetMetadata("Host")}/{item.GetMetadata("Repository")}");
                _published.Add(item);
            }
        }

        if (StepOutputs.AreWanted(SetStepOutputs))
        {
            await StepOutputs.SetForRegionsAsync("nebius_chart", _published, LogCommand, cancellationToken).ConfigureAwait(false);
        }
    }

    private System.Threading.Tasks.Task SetOutputsAsync(IReadOnlyList<ITaskItem> charts, CancellationToken cancellationToken) =>
        StepOutputs.AreWanted(SetStepOutputs)
            ? StepOutputs.SetAsync("nebius_chart", charts, LogCommand, cancellationToken)
            : System.Threading.Tasks.Task.CompletedTask;

    private async Task<List<ChartDestination>> PackAllAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var charts = new List<ChartDestination>();
        foreach (var item in Charts)
        {
            try
            {
                // Each in a directory of its own: two charts may have the same name.
                var directory = Path.Join(OutputDirectory, $"{charts.Count}");
                charts.Add(await PackAsync(host, item, directory, cancellationToken).ConfigureAwait(false));
            }
            catch (NebiusRegistryException error)
            {
                LogError(error.Code, error.Message);
            }
        }

        return charts;
    }

    private RegistryHost FindHost()
    {
        if (string.IsNullOrWhiteSpace(OutputRegistry))
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartRegistryMissing,
                "No registry is set for the charts of this project. Set the region and the registry ID:\n"
                + "  dotnet build -t:NebiusHelmPush -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=registry-e00abc");
        }

        return FindOutput() ?? throw new NebiusRegistryException(
            MessageCodes.ChartRegistryMissing,
            $"{RegistryProperty} is {Redactor.Host(OutputRegistry)}, which isn't a Nebius registry; charts are pushed to those only:\n"
            + $"  dotnet build -t:NebiusHelmPush -p:{RegistryProperty}= -p:NebiusRegion=eu-north1");
    }

    private string? ValueOf(string property) => property switch
    {
        "NebiusHelmTool" => Tool,
        "NebiusHelmOverwrite" => Overwrite,
        "NebiusSetStepOutputs" => SetStepOutputs,
        "NebiusRegistryEnabled" => Enabled,
        "NebiusCopyReferrers" => CopyReferrers,
        "NebiusPreflight" => Preflight,
        _ => null,
    };

    private string? FindHelm() =>
        "Helm".Equals(Tool, StringComparison.OrdinalIgnoreCase) ? HelmLookup.Find(CreateSettings()) : null;

    private async Task<ChartDestination> PackAsync(
        RegistryHost host, ITaskItem item, string outputDirectory, CancellationToken cancellationToken)
    {
        var chart = new ChartItem(item, Version);
        var package = await chart.PackAsync(outputDirectory, cancellationToken).ConfigureAwait(false);
        foreach (var note in package.Notes)
        {
            Say(note);
        }

        var repository = ChartRepository.Resolve(host, chart.Repository, package.Metadata.Name, RegistryId);
        if (!repository.BeginsWithId && host.Region is not null)
        {
            LogWarning(
                MessageCodes.FirstSegmentIsNoId,
                $"The chart's repository {host}/{Redactor.Value(chart.Repository, repository.Value)} doesn't begin with a registry ID, so "
                + "that the push will probably fail. Set the ID:\n  -p:NebiusRegistryId=registry-e00abc");
        }

        return new ChartDestination(package, repository.Value);
    }

    private void LogCredential(CredentialResolution resolution)
    {
        LogLine(MessageImportance.High, CredentialDescription.For("charts to", resolution.Credential!));
        foreach (var line in resolution.Lines)
        {
            Say(line);
        }

        foreach (var warning in resolution.Warnings)
        {
            LogWarning(warning.Code, warning.Message);
        }
    }

    private TaskItem ToItem(PublishedChart chart, RegistryCredential credential)
    {
        var use = chart.IsLibrary ? $"helm pull {chart.Address}" : $"helm install {chart.Name} {chart.Address}";
        var what = chart.WasThere ? "unchanged" : "pushed";
        Say($"{what} {chart.Reference} ({chart.Name} {chart.Version}): {use} --version {chart.Version}");
        return new TaskItem(chart.Reference, new Dictionary<string, string?>
        {
            ["Host"] = chart.Host.Name,
            ["Region"] = chart.Host.Region ?? string.Empty,
            ["Repository"] = chart.Repository,
            ["Tags"] = chart.Tag,
            ["Digest"] = chart.Digest,
            ["MediaType"] = PublishedChart.MediaType,
            ["CredentialSource"] = credential.Source.ToString(),
            ["Name"] = chart.Name,
            ["Version"] = chart.Version,
            ["Address"] = chart.Address,
        });
    }

    private void Say(string sentence) => LogLine(MessageImportance.High, $"Nebius: {sentence}");
}

/// <summary>A NebiusHelmChart item: a chart's directory, or a packed chart.</summary>
/// <param name="item">The item.</param>
/// <param name="projectVersion">The project's version; empty when it has none.</param>
internal sealed class ChartItem(ITaskItem item, string? projectVersion)
{
    // As a version: the one in the chart's own file.
    private const string OfTheChart = "Chart.yaml";

    /// <summary>Gets the repository that was asked for; empty for the default.</summary>
    public string Repository => item.GetMetadata(nameof(Repository));

    private string FullPath => ChartSource.Locate(item.GetMetadata("FullPath"));

    /// <summary>Packs a directory; a packed chart is taken as it is.</summary>
    public Task<ChartPackage> PackAsync(string outputDirectory, CancellationToken cancellationToken) =>
        ChartSource.PackAsync(FullPath, outputDirectory, VersionOf("Version"), VersionOf("AppVersion"), cancellationToken);

    // A packed chart keeps its versions.
    private string? VersionOf(string name) => item.GetMetadata(name).Trim() switch
    {
        "" => string.IsNullOrWhiteSpace(projectVersion) || File.Exists(FullPath) ? null : projectVersion.Trim(),
        OfTheChart => null,
        var version => version,
    };
}
