using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Nebius.Charts;
using Cake.Nebius.Ci;
using Cake.Nebius.Credentials;
using Nebius.Registry.Helm;
using Path = Cake.Core.IO.Path;

namespace Cake.Nebius;

/// <summary>Helm charts in Nebius Container Registry, packed and pushed without helm or with it.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
[CakeNamespaceImport("Nebius.Registry.Helm")]
public static class NebiusHelmAliases
{
    /// <summary>Packs a chart as <c>helm package</c> does, without helm. The chart's own files are only read.</summary>
    /// <param name="context">The context.</param>
    /// <param name="chart">The chart's directory, the one with Chart.yaml.</param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <returns>The package, <c>&lt;name&gt;-&lt;version&gt;.tgz</c>.</returns>
    /// <exception cref="CakeException">
    /// Helm would refuse the chart, or a dependency is not in its <c>charts</c>; the message says what to do.
    /// </exception>
    /// <example>
    /// <code>
    /// Task("Pack-Chart").Does(() => NebiusHelmPackage(
    ///     "charts/app", new NebiusHelmPackageSettings { OutputDirectory = "artifacts", Version = "1.2.3" }));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Charts")]
    public static FilePath NebiusHelmPackage(this ICakeContext context, DirectoryPath chart, NebiusHelmPackageSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(chart);
        settings ??= new();
        return ErrorBoundary.Coded<FilePath>(async cancellationToken =>
        {
            var paths = new EffectiveSettings(context, null);
            var request = new ChartPackageRequest
            {
                Directory = paths.FullPath(chart.FullPath),
                OutputDirectory = paths.FullPath(settings.OutputDirectory?.FullPath ?? "."),
                Version = settings.Version,
                AppVersion = settings.AppVersion,
            };
            var package = await ChartPackager.PackageAsync(request, cancellationToken).ConfigureAwait(false);
            ChartsPush.Tell(context, package);
            context.Log.Printed().Information("Nebius: packed {0}", package.Path);
            return package.Path;
        });
    }

    /// <summary>Pushes a chart. The same chart under its tag already is a success.</summary>
    /// <param name="context">The context.</param>
    /// <param name="chart">The chart's directory, or a packed chart.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-west1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <returns>What is in the registry now.</returns>
    /// <exception cref="CakeException">It was not pushed; the message has the code, the reason and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Push-Chart").Does(() =>
    /// {
    ///     var chart = NebiusHelmPush(
    ///         "charts/app", "eu-west1", new NebiusHelmPushSettings { RegistryId = "registry-e00abc", Version = "1.2.3" });
    ///     Information("helm install app {0} --version {1}", chart.Address, chart.Version);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Charts")]
    public static PublishedChart NebiusHelmPush(
        this ICakeContext context, string chart, string hostOrRegion = "", NebiusHelmPushSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(chart);
        return NebiusHelmPush(context, [chart], hostOrRegion, settings)[0];
    }

    /// <inheritdoc cref="NebiusHelmPush(ICakeContext, string, string, NebiusHelmPushSettings?)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Charts")]
    public static PublishedChart NebiusHelmPush(
        this ICakeContext context, FilePath chart, string hostOrRegion = "", NebiusHelmPushSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return NebiusHelmPush(context, chart.FullPath, hostOrRegion, settings);
    }

    /// <inheritdoc cref="NebiusHelmPush(ICakeContext, string, string, NebiusHelmPushSettings?)"/>
    [CakeMethodAlias]
    [CakeAliasCategory("Charts")]
    public static PublishedChart NebiusHelmPush(
        this ICakeContext context, DirectoryPath chart, string hostOrRegion = "", NebiusHelmPushSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return NebiusHelmPush(context, chart.FullPath, hostOrRegion, settings);
    }

    /// <summary>Pushes several charts at the same time: what <c>GetFiles</c> or <c>GetDirectories</c> returns.</summary>
    /// <param name="context">The context.</param>
    /// <param name="charts">The charts' directories, or packed charts.</param>
    /// <param name="hostOrRegion">The region, such as <c>eu-west1</c>, or the registry's host.</param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <returns>What is in the registry now, in the same order.</returns>
    /// <exception cref="CakeException">One was not pushed; the message has the code, the reason and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Push-Charts").Does(() => NebiusHelmPush(
    ///     GetDirectories("charts/*"), "eu-west1", new NebiusHelmPushSettings { RegistryId = "registry-e00abc" }));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Charts")]
    public static IReadOnlyList<PublishedChart> NebiusHelmPush(
        this ICakeContext context, IEnumerable<Path> charts, string hostOrRegion = "", NebiusHelmPushSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(charts);
        return NebiusHelmPush(context, charts.Select(chart => chart.FullPath), hostOrRegion, settings);
    }

    /// <summary>Pushes several charts at the same time, with one credential.</summary>
    /// <param name="context">The context.</param>
    /// <param name="charts">The charts' directories, or packed charts.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-west1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <returns>What is in the registry now, in the same order.</returns>
    /// <exception cref="CakeException">One was not pushed; the message has the code, the reason and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Push-Charts").Does(() => NebiusHelmPush(
    ///     new[] { "charts/app", "charts/worker" }, "eu-west1", new NebiusHelmPushSettings { RegistryId = "registry-e00abc" }));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Charts")]
    public static IReadOnlyList<PublishedChart> NebiusHelmPush(
        this ICakeContext context, IEnumerable<string> charts, string hostOrRegion = "", NebiusHelmPushSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(charts);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        settings ??= new();
        StepOutput.Check(settings.StepOutput);
        var published = ErrorBoundary.Coded(
            cancellationToken => new ChartsPush(context, settings).RunAsync(charts, hostOrRegion, cancellationToken));
        StepOutput.Set(context, settings.StepOutput, published);
        StepOutput.SetForRegions(context, settings.StepOutput, published.SelectMany(Registries));
        return published;

        static IEnumerable<(string Region, object Chart)> Registries(PublishedChart chart) =>
            chart.Copies.Count == 0 ? [] : chart.Copies.Prepend(chart).Select(one => (one.Host.Region ?? one.Host.Name, (object)one));
    }
}

/// <summary>How a chart is packed.</summary>
public sealed class NebiusHelmPackageSettings
{
    /// <summary>Gets or sets the directory that gets the package; the working directory when null.</summary>
    public DirectoryPath? OutputDirectory { get; set; }

    /// <summary>Gets or sets the version that the packed chart has; the one of Chart.yaml when null.</summary>
    public string? Version { get; set; }

    /// <summary>Gets or sets the version of the application that the packed chart has; the one of Chart.yaml when null.</summary>
    public string? AppVersion { get; set; }
}

/// <summary>How charts are pushed.</summary>
public sealed class NebiusHelmPushSettings
{
    /// <summary>
    /// Gets or sets the registry's id, <c>registry-e00abc</c> or <c>e00abc</c>; null when <see cref="Repository"/> begins with it.
    /// </summary>
    public string? RegistryId { get; set; }

    /// <summary>Gets or sets the path before the chart's name; <c>charts</c> when null, and <c>/</c> is the registry itself.</summary>
    public string? Repository { get; set; }

    /// <summary>Gets or sets the version that a directory is packed with; the one of Chart.yaml when null.</summary>
    public string? Version { get; set; }

    /// <summary>Gets or sets the version of the application that a directory is packed with; the one of Chart.yaml when null.</summary>
    public string? AppVersion { get; set; }

    /// <summary>Gets or sets a value indicating whether a tag that has another content is moved; otherwise that is a failure.</summary>
    public bool Overwrite { get; set; }

    /// <summary>
    /// Gets or sets further registries that get the charts, with the same digest and version: <c>eu-west1/registry-e01abc</c>, or
    /// <c>eu-west1/registry-e01abc/mirror</c> to put them under another path.
    /// </summary>
    public IEnumerable<string> CopyTo { get; set; } = [];

    /// <summary>Gets or sets a value indicating whether signatures and other referrers are copied, too.</summary>
    public bool CopiesReferrers { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether the real helm does the push, as Cake finds it.</summary>
    public bool UseHelm { get; set; }

    /// <summary>Gets or sets helm's path for <see cref="UseHelm"/>; null to have it found.</summary>
    public FilePath? ToolPath { get; set; }

    /// <summary>Gets or sets where the credential comes from; null for the environment and the files that a build would look at.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>
    /// Gets or sets the name of a CI step's output that gets the references; none is set when null. With <see cref="CopyTo"/>, there is one
    /// more for each region: <c>chart_eu_west1</c> for <c>chart</c>.
    /// </summary>
    public string? StepOutput { get; set; }
}
