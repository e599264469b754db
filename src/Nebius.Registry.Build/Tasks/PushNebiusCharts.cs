using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Packs and pushes a project's charts, all at the same time and with one credential.</summary>
public sealed class PushNebiusCharts : CredentialTask
{
    private const int AtOnce = 8;

    private IReadOnlyList<ITaskItem> _published = [];

    /// <summary>Gets or sets the NebiusHelmChart items.</summary>
    [Required]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists of items as arrays.")]
    public ITaskItem[] Charts { get; set; } = [];

    /// <summary>Gets or sets ContainerRegistry; empty when nothing names a registry.</summary>
    public string? Registry { get; set; }

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
    public bool Overwrite { get; set; }

    /// <summary>Gets the NebiusPublishedChart items.</summary>
    [Output]
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists of items as arrays.")]
    public ITaskItem[] Published => [.. _published];

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        var host = FindHost();
        var helm = FindHelm();

        // A chart that is refused needs no credential.
        var packed = await AllAsync(Charts, item => PackAsync(host, item, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (Log.HasLoggedErrors)
        {
            return;
        }

        var finder = CreateFinder(leavesDockerConfigToSdk: false);
        var resolution = await finder.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        Tell(resolution);
        using var pusher = new ChartPusher(finder, resolution.Credential!, new ChartPushOptions { Overwrites = Overwrite, HelmExecutable = helm, Progress = Say });
        _published = await AllAsync(
            packed,
            async chart => ToItem(await pusher.PushAsync(chart.Package, chart.Repository, cancellationToken).ConfigureAwait(false), resolution.Credential!),
            cancellationToken).ConfigureAwait(false);
    }

    private RegistryHost FindHost()
    {
        if (string.IsNullOrWhiteSpace(Registry))
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartRegistryMissing,
                "There are charts to push, and nothing says where to. Type: dotnet build -t:NebiusHelmPush -p:NebiusRegion=eu-west1 -p:NebiusRegistryId=registry-...");
        }

        return ExaminedHost.Find(Registry, "ContainerRegistry", CreateSettings()) ?? throw new NebiusRegistryException(
            MessageCodes.ChartRegistryMissing,
            $"ContainerRegistry is '{Registry}', and charts are pushed to registries of Nebius alone. Type: dotnet build -t:NebiusHelmPush -p:ContainerRegistry= -p:NebiusRegion=eu-west1");
    }

    private string? FindHelm() => Tool?.Trim().ToUpperInvariant() switch
    {
        null or "" or "BUILTIN" => null,
        "HELM" => HelmLookup.Find(CreateSettings()),
        _ => throw new NebiusRegistryException(MessageCodes.InvalidSetting, $"NebiusHelmTool is '{Tool}'. It is BuiltIn or Helm."),
    };

    private async Task<(ChartPackage Package, string Repository)> PackAsync(RegistryHost host, ITaskItem item, CancellationToken cancellationToken)
    {
        var chart = new ChartItem(item, Version);
        var package = await chart.PackAsync(OutputDirectory, cancellationToken).ConfigureAwait(false);
        foreach (var note in package.Notes)
        {
            Say(note);
        }

        var repository = ChartRepository.Resolve(host, chart.Repository, package.Metadata.Name, RegistryId);
        if (!repository.BeginsWithId && host.Region is not null)
        {
            LogWarning(
                MessageCodes.FirstSegmentIsNoId,
                $"The chart goes to {host}/{repository.Value}, whose first segment is no registry id. Unless it is one of Nebius's aliases, the push "
                + "will fail; set the registry's id with -p:NebiusRegistryId=registry-...");
        }

        return (package, repository.Value);
    }

    private void Tell(CredentialResolution resolution)
    {
        LogLine(MessageImportance.High, CredentialLine.For("charts to", resolution.Credential!));
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
        Say($"{(chart.WasThere ? "unchanged" : "pushed")} {chart.Reference} ({chart.Name} {chart.Version}): helm install {chart.Name} {chart.Address} --version {chart.Version}");
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

    /// <summary>Does the same with all; each failure is an error of its own, and does not end the others.</summary>
    private async Task<IReadOnlyList<TResult>> AllAsync<TItem, TResult>(
        IReadOnlyCollection<TItem> items, Func<TItem, Task<TResult>> act, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(AtOnce);
        var done = await System.Threading.Tasks.Task.WhenAll(items.Select(ActAsync)).ConfigureAwait(false);
        return [.. done.SelectMany(result => result)];

        async Task<TResult[]> ActAsync(TItem item)
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return [await act(item).ConfigureAwait(false)];
            }
            catch (NebiusRegistryException error)
            {
                LogError(error.Code, error.Message);
                return [];
            }
            finally
            {
                places.Release();
            }
        }
    }
}
