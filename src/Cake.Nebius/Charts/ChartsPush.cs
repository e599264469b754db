using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Nebius.Ci;
using Cake.Nebius.Copies;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Nebius.Registry.Copying;
using Nebius.Registry.Helm;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Preflight;

namespace Cake.Nebius.Charts;

/// <summary>Packs and pushes charts, and tells what came of it.</summary>
/// <param name="context">The context.</param>
/// <param name="settings">How.</param>
internal sealed class ChartsPush(ICakeContext context, NebiusHelmPushSettings settings)
{
    private readonly CredentialSession _session = new(context, settings.Credentials);

    public async Task<IReadOnlyList<PublishedChart>> RunAsync(
        IEnumerable<string> charts, string hostOrRegion, CancellationToken cancellationToken)
    {
        var list = CopyList.Join(settings.CopyTo, _session.Settings);
        var host = await _session.HostOfAsync(hostOrRegion, cancellationToken).ConfigureAwait(false);
        var registryId = _session.RegistryIdFor(settings.RegistryId, hostOrRegion, settings.Repository);
        var helm = settings.UseHelm ? FindHelm() : null;
        using var directory = new PrivateDirectory(_session.Settings);
        var packed = new List<ChartDestination>();
        foreach (var chart in charts)
        {
            // Each in a directory of its own: two charts may have the same name.
            packed.Add(
                await PackAsync(chart, host, registryId, directory.In($"{packed.Count}"), cancellationToken).ConfigureAwait(false));
        }

        if (packed.Count == 0)
        {
            return [];
        }

        var registries = await FindRegistriesAsync(list, host, packed[0].Repository, cancellationToken).ConfigureAwait(false);
        return await PushAsync(packed, host, helm, registries, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<CopyRegistry>> FindRegistriesAsync(
        string list, RegistryHost host, string repository, CancellationToken cancellationToken)
    {
        if (list.Length == 0)
        {
            return [];
        }

        var registries = await CopyRegistries.FindAsync(list, host, repository, _session.Options, cancellationToken).ConfigureAwait(false);
        ThrowIfAny(registries.Problems);
        var report = await new CopyPreflight(new PushPreflight(_session.Finder)).RunAsync(registries.Found, repository, cancellationToken)
            .ConfigureAwait(false);
        ThrowIfAny([.. report.Problems.Select(problem => new NebiusRegistryException(problem.Code, problem.Message))]);
        return registries.Found;
    }

    private async Task<IReadOnlyList<PublishedChart>> PushAsync(
        List<ChartDestination> packed,
        RegistryHost host,
        string? helm,
        IReadOnlyList<CopyRegistry> registries,
        CancellationToken cancellationToken)
    {
        var credential = await _session.ResolveAsync(host, "charts to", cancellationToken).ConfigureAwait(false);
        using var connection = ChartConnection.Open(host, packed.Count);
        var options = new ChartPushOptions
        {
            Overwrites = settings.Overwrite,
            HelmExecutable = helm,
            Settings = _session.Settings,
            Progress = Say,
        };
        using var pusher = new ChartPusher(_session.Finder, credential, options, connection);
        var outcomes = await pusher.PushAllAsync(packed, cancellationToken).ConfigureAwait(false);
        List<PublishedChart> published = [.. outcomes.Select(outcome => outcome.Published).OfType<PublishedChart>()];
        foreach (var chart in published)
        {
            Say($"{(chart.WasThere ? "unchanged" : "pushed")} {chart.Reference} ({chart.Name} {chart.Version})");
        }

        var copies = registries.Count == 0
            ? []
            : await CopyAsync(published, options, registries, cancellationToken).ConfigureAwait(false);
        ThrowIfAny(
        [
            .. outcomes.Select(outcome => outcome.Failure).OfType<NebiusRegistryException>(),
            .. copies.SelectMany(ofChart => ofChart).Select(copy => copy.Failure).OfType<NebiusRegistryException>(),
        ]);
        return copies.Length == 0 ? published : [.. published.Zip(copies, WithCopies)];
    }

    private async Task<IReadOnlyList<PushCopy>[]> CopyAsync(
        IEnumerable<PublishedChart> charts,
        ChartPushOptions push,
        IReadOnlyList<CopyRegistry> registries,
        CancellationToken cancellationToken)
    {
        var options = new ImageCopyOptions { CopiesReferrers = settings.CopiesReferrers, Progress = Say };
        var copier = new ChartCopier(_session.Finder, push, options);
        var copies = await Task.WhenAll(charts.Select(chart => copier.CopyAsync(chart, registries, cancellationToken)))
            .ConfigureAwait(false);
        foreach (var copy in copies.SelectMany(ofChart => ofChart).Where(copy => copy.Failure is null))
        {
            Say(copy.Line);
        }

        return copies;
    }

    private static PublishedChart WithCopies(PublishedChart chart, IReadOnlyList<PushCopy> copies) => chart with
    {
        Copies =
        [
            .. copies.Select(copy => ChartCopier.CopyOf(chart, copy.Target) with
            {
                WasThere = copy.Copied is { BlobsSent: 0, ManifestsSent: 0 },
            }),
        ],
    };

    private void ThrowIfAny(IReadOnlyList<NebiusRegistryException> failures)
    {
        foreach (var failure in failures.Skip(1))
        {
            context.Log.Printed().Error("{0}: {1}", failure.Code, failure.Message);
        }

        if (failures.Count > 0)
        {
            throw failures[0];
        }
    }

    private async Task<ChartDestination> PackAsync(
        string chart, RegistryHost host, string? registryId, string outputDirectory, CancellationToken cancellationToken)
    {
        var path = new EffectiveSettings(context, null).FullPath(chart);
        var package = await ChartSource.PackAsync(
            path, outputDirectory, settings.Version, settings.AppVersion, cancellationToken).ConfigureAwait(false);
        Tell(context, package);
        return new ChartDestination(
            package, ChartRepository.Resolve(host, settings.Repository, package.Metadata.Name, registryId).Value);
    }

    /// <summary>Tells what a user may want to know of a package.</summary>
    public static void Tell(ICakeContext context, ChartPackage package)
    {
        foreach (var note in package.Notes)
        {
            context.Log.Printed().Warning("Nebius: {0}", note);
        }
    }

    private string FindHelm()
    {
        var given = settings.ToolPath is { } tool ? new EffectiveSettings(context, null).FullPath(tool) : null;
        var found = given is null ? context.Tools.Resolve(["helm", "helm.exe"])?.MakeAbsolute(context.Environment).FullPath
            : File.Exists(given) ? given
            : null;
        return found ?? throw new NebiusRegistryException(
            MessageCodes.ToolNotFound,
            given is null
                ? "UseHelm is true, but helm isn't in Cake's tools directory or on PATH. Install it, set ToolPath, or remove UseHelm: "
                    + "charts can be pushed without helm."
                : $"ToolPath is '{Redactor.Value(given)}', which doesn't exist. Correct it, or remove it to use helm from PATH.");
    }

    private void Say(string sentence) => context.Log.Printed().Information("Nebius: {0}", sentence);
}
