using System.Globalization;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>Reads and checks Chart.yaml as helm does: https://github.com/helm/helm/blob/v3.10.1/pkg/chart/metadata.go</summary>
internal static partial class ChartMetadataReader
{
    /// <summary>The name of the file.</summary>
    public const string ChartFile = "Chart.yaml";

    /// <summary>The file with the dependencies of a v1 chart.</summary>
    public const string RequirementsFile = "requirements.yaml";

    private const string V1 = "v1";

    private static readonly string[] Fields =
    [
        "apiVersion", "name", "version", "appVersion", "description", "type", "home", "icon", "condition", "tags", "kubeVersion",
        "deprecated", "sources", "keywords", "annotations", "maintainers", "dependencies",
    ];

    private static readonly string[] FieldsOfDependencies =
        ["name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias"];

    private static readonly string[] FieldsOfMaintainers = ["name", "email", "url"];

    /// <summary>Reads a chart's metadata.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="text">Chart.yaml.</param>
    /// <param name="requirements">requirements.yaml; null when it is missing.</param>
    /// <param name="budget">The limits of the chart.</param>
    /// <exception cref="NebiusRegistryException">Helm would refuse it.</exception>
    public static ChartMetadata Read(string chart, string text, string? requirements, ChartBudget budget)
    {
        var yaml = ChartYaml.Read(chart, ChartFile, text, budget);
        yaml.CheckOthers(Fields);
        var dependencies = yaml.Mappings("dependencies");
        if (requirements is not null
            && ChartYaml.Read(chart, RequirementsFile, requirements, budget).Mappings("dependencies") is { Count: > 0 } older)
        {
            dependencies = older;
        }

        var metadata = new ChartMetadata
        {
            // Charts of Helm 2 may omit it.
            ApiVersion = yaml.Text("apiVersion") is { Length: > 0 } version ? version : V1,
            Name = yaml.Text("name"),
            Version = yaml.Text("version"),
            AppVersion = yaml.Text("appVersion"),
            Description = yaml.Text("description"),
            Type = yaml.Text("type"),
            Home = yaml.Text("home"),
            Icon = yaml.Text("icon"),
            Condition = yaml.Text("condition"),
            Tags = yaml.Text("tags"),
            KubeVersion = yaml.Text("kubeVersion"),
            Deprecated = yaml.Flag("deprecated"),
            Sources = yaml.Texts("sources"),
            Keywords = yaml.Texts("keywords"),
            Annotations = yaml.TextsByName("annotations"),
            Maintainers = [.. yaml.Mappings("maintainers").Select(Maintainer)],
            Dependencies = [.. dependencies.Select(Dependency)],
        };
        Check(chart, metadata);
        return metadata;
    }

    /// <summary>Refuses what helm would refuse.</summary>
    /// <exception cref="NebiusRegistryException">Helm would refuse it.</exception>
    public static void Check(string chart, ChartMetadata metadata)
    {
        if (Problem(metadata) is { } problem)
        {
            throw ChartProblem.Invalid(chart, problem);
        }
    }

    private static string? Problem(ChartMetadata chart) =>
        chart.ApiVersion is not (V1 or "v2") ? $"its apiVersion is '{chart.ApiVersion}', not v1 or v2"
        : chart.Name.Length == 0 ? $"{ChartFile} has no 'name'"
        : chart.Name.AsSpan().ContainsAny('/', '\\') || chart.Name is "." or ".." ? $"its name '{chart.Name}' is a path"
        : chart.Version.Length == 0 ? $"{ChartFile} has no 'version'"
        : !IsVersion(chart.Version) ? $"its version '{chart.Version}' isn't a SemVer version such as 1.2.3"
        : chart.Type is not ("" or "application" or "library") ? $"its type is '{chart.Type}', not application or library"
        : chart.Dependencies.FirstOrDefault(dependency => !Alias().IsMatch(dependency.Alias)) is { } odd
            ? $"the alias of its dependency '{odd.Name}' may have only letters, digits, _ and -"
        : null;

    /// <summary>Tells whether helm accepts a text as a version.</summary>
    public static bool IsVersion(string text) =>
        SemVer().IsMatch(text)
        && text.TrimStart('v').Split('-', '+')[0].Split('.').All(number => ulong.TryParse(number, CultureInfo.InvariantCulture, out _));

    private static ChartMaintainer Maintainer(ChartYaml yaml)
    {
        yaml.CheckOthers(FieldsOfMaintainers);
        return new ChartMaintainer(yaml.Text("name"), yaml.Text("email"), yaml.Text("url"));
    }

    private static ChartDependency Dependency(ChartYaml yaml)
    {
        yaml.CheckOthers(FieldsOfDependencies);
        return new ChartDependency
        {
            Name = yaml.Text("name"),
            Version = yaml.Text("version"),
            Repository = yaml.Text("repository"),
            Condition = yaml.Text("condition"),
            Tags = yaml.Texts("tags"),
            Enabled = yaml.Flag("enabled"),
            ImportValues = yaml.Values("import-values"),
            Alias = yaml.Text("alias"),
        };
    }

    // https://github.com/Masterminds/semver/blob/v3.1.1/version.go: minor and patch may be missing, and v may precede.
    [GeneratedRegex(
        @"\Av?[0-9]+(?:\.[0-9]+)?(?:\.[0-9]+)?"
        + @"(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?"
        + @"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex SemVer();

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Alias();
}
