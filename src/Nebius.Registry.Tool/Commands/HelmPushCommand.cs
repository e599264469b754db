using System.CommandLine;
using System.Text.Json;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>nebius-registry helm</c>: what it does with charts.</summary>
internal static class HelmCommand
{
    public static Command Create() =>
        new CommandWithExamples(
            "helm",
            "Packs and pushes Helm charts, without helm.",
            "helm push charts/app eu-north1/e00abc --version 1.2.3")
    {
        HelmPushCommand.Create(),
    };
}

/// <summary><c>helm push</c>: packs charts and pushes them, all at the same time and with one credential.</summary>
internal static class HelmPushCommand
{
    private static readonly Argument<string[]> Charts = new("chart")
    {
        Description = "A chart's directory, or a packed chart (.tgz). Several are pushed at the same time.",
        HelpName = "chart",
        Arity = ArgumentArity.OneOrMore,
    };

    // Only for the help: the parser gives all values to the first argument.
    private static readonly Argument<string?> Registry = new("registry")
    {
        Description = RegistryArgument.Describe("Add the ID and path: eu-north1/e00abc/charts. Default: NEBIUS_REGION."),
        HelpName = "registry",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Version = new("--version")
    {
        Description = "The version of the chart. Default: that of Chart.yaml.",
        HelpName = "version",
    };

    private static readonly Option<string> AppVersion = new("--app-version")
    {
        Description = "The version of the app. Default: that of Chart.yaml.",
        HelpName = "version",
    };

    private static readonly Option<string> Repository = new("--repository")
    {
        Description = "The path in front of the chart's name. Default: charts; / is none.",
        HelpName = "path",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace another chart of the same version." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print what was pushed as JSON." };

    public static Command Create()
    {
        KnownRegions.Complete(Charts);
        RegistryArgument.RefuseOptions(Charts);
        var command = new CommandWithExamples(
            "push",
            "Packs charts and pushes them. The same chart under its version is a success.",
            "helm push charts/app eu-north1/e00abc --version 1.2.3",
            "helm push app-1.2.3.tgz oci://cr.eu-north1.nebius.cloud/e00abc",
            "helm push charts/app charts/worker eu-north1/e00abc --json")
        {
            Charts, Registry, Version, AppVersion, Repository, Overwrite, Json,
        };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var (charts, registry) = ChartTarget.Split(parsed.GetRequiredValue(Charts), settings);
        var target = await ChartTarget.ReadAsync(registry, parsed.GetValue(Repository), settings, cancellationToken).ConfigureAwait(false);
        using var directory = new PrivateDirectory(settings);
        var failures = new List<NebiusRegistryException>();
        var packed = new List<ChartDestination>();
        foreach (var chart in charts)
        {
            try
            {
                // Each in a directory of its own: two charts may have the same name.
                var package = await ChartSource.PackAsync(
                    FullPath(chart, settings),
                    directory.In($"{packed.Count}"),
                    parsed.GetValue(Version),
                    parsed.GetValue(AppVersion),
                    cancellationToken).ConfigureAwait(false);
                packed.Add(await DestinationAsync(package, target).ConfigureAwait(false));
            }
            catch (NebiusRegistryException failure)
            {
                failures.Add(failure);
            }
        }

        await ThrowIfAnyAsync(failures).ConfigureAwait(false);
        return await PushAsync(packed, target.Host, settings, parsed, cancellationToken).ConfigureAwait(false);
    }

    private static string FullPath(string chart, NebiusSettings settings) =>
        settings.FullPath(new SettingValue(chart, "the chart", settings.StartDirectory, SettingLevel.Typed));

    private static async Task<ChartDestination> DestinationAsync(ChartPackage package, ChartTarget target)
    {
        foreach (var note in package.Notes)
        {
            await Notes.WriteAsync($"note: {note}").ConfigureAwait(false);
        }

        var repository = ChartRepository.Resolve(target.Host, target.Path, package.Metadata.Name, target.RegistryId);
        if (!repository.BeginsWithId && target.Host.Region is { } region)
        {
            await Notes.WarnAsync(
                MessageCodes.FirstSegmentIsNoId,
                $"The chart's repository {target.Host}/{repository.Value} doesn't begin with a registry ID, so that the push will "
                + $"probably fail. Add the ID to the registry:\n  nebius-registry helm push <chart> {region}/e00abc")
                .ConfigureAwait(false);
        }

        return new ChartDestination(package, repository.Value);
    }

    private static async Task<int> PushAsync(
        List<ChartDestination> charts,
        RegistryHost host,
        NebiusSettings settings,
        ParseResult parsed,
        CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions { Settings = settings });
        var resolution = await chain.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        var credential = resolution.Credential!;
        await Notes.WriteAsync(CredentialDescription.For("charts to", credential)).ConfigureAwait(false);
        await Notes.TellAsync(resolution).ConfigureAwait(false);
        using var connection = ChartConnection.Open(host, charts.Count);
        var options = new ChartPushOptions
        {
            Overwrites = parsed.GetValue(Overwrite),
            Settings = settings,
            Progress = StatusLine.Tell,
        };
        using var pusher = new ChartPusher(chain, credential, options, connection);
        var outcomes = await pusher.PushAllAsync(charts, cancellationToken).ConfigureAwait(false);
        var published = outcomes.Select(outcome => outcome.Published).OfType<PublishedChart>().ToList();
        if (parsed.GetValue(Json))
        {
            JsonOutput.WriteList(published, (json, chart) => Write(json, chart, credential));
        }
        else
        {
            await WriteAsync(published).ConfigureAwait(false);
        }

        await ThrowIfAnyAsync([.. outcomes.Select(outcome => outcome.Failure).OfType<NebiusRegistryException>()]).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task WriteAsync(IEnumerable<PublishedChart> published)
    {
        foreach (var chart in published)
        {
            await Console.Out.WriteLineAsync(
                $"{(chart.WasThere ? "unchanged" : "pushed")} {chart.Reference} ({chart.Name} {chart.Version})").ConfigureAwait(false);
            var use = chart.IsLibrary ? $"helm pull {chart.Address}" : $"helm install {chart.Name} {chart.Address}";
            await Notes.WriteAsync($"  {use} --version {chart.Version}").ConfigureAwait(false);
        }
    }

    // The names of the item NebiusPublishedChart, as JSON has them.
    private static void Write(Utf8JsonWriter json, PublishedChart chart, RegistryCredential credential)
    {
        json.WriteString("reference", chart.Reference);
        json.WriteString("host", chart.Host.Name);
        json.WriteString("region", chart.Host.Region);
        json.WriteString("repository", chart.Repository);
        json.WriteString("tag", chart.Tag);
        json.WriteString("digest", chart.Digest);
        json.WriteString("mediaType", PublishedChart.MediaType);
        json.WriteString("name", chart.Name);
        json.WriteString("version", chart.Version);
        json.WriteString("address", chart.Address);
        json.WriteString("status", chart.WasThere ? "unchanged" : "pushed");
        json.WriteString("credentialSource", $"{credential.Source}");
    }

    private static async Task ThrowIfAnyAsync(List<NebiusRegistryException> failures)
    {
        foreach (var failure in failures.Skip(1))
        {
            await Console.Error.WriteLineAsync($"{failure.Code}: {failure.Message}").ConfigureAwait(false);
        }

        if (failures.Count > 0)
        {
            throw failures[0];
        }
    }
}
