using System.Globalization;
using System.Text;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>
/// Writes the metadata of a chart as helm does, byte for byte, so that a chart has the same digest from each client.
/// https://github.com/helm/helm/blob/v3.10.1/pkg/chart/metadata.go and https://pkg.go.dev/encoding/json#Marshal
/// </summary>
internal static class ChartConfigJson
{
    /// <summary>Returns the JSON text as UTF-8.</summary>
    public static byte[] Write(ChartMetadata chart)
    {
        var json = new StringBuilder().Append('{');
        Text(json, "name", chart.Name);
        Text(json, "home", chart.Home);
        Texts(json, "sources", chart.Sources);
        Text(json, "version", chart.Version);
        Text(json, "description", chart.Description);
        Texts(json, "keywords", chart.Keywords);
        Maintainers(json, chart.Maintainers);
        Text(json, "icon", chart.Icon);
        Text(json, "apiVersion", chart.ApiVersion);
        Text(json, "condition", chart.Condition);
        Text(json, "tags", chart.Tags);
        Text(json, "appVersion", chart.AppVersion);
        Flag(json, "deprecated", chart.Deprecated);
        if (chart.Annotations.Count > 0)
        {
            Value(Named(json, "annotations"), chart.Annotations.ToDictionary(entry => entry.Key, entry => (object?)entry.Value));
        }

        Text(json, "kubeVersion", chart.KubeVersion);
        Dependencies(json, chart.Dependencies);
        Text(json, "type", chart.Type);
        return Encoding.UTF8.GetBytes(json.Append('}').ToString());
    }

    private static void Maintainers(StringBuilder json, IReadOnlyList<ChartMaintainer> maintainers) =>
        Objects(json, "maintainers", maintainers, maintainer =>
        {
            Text(json, "name", maintainer.Name);
            Text(json, "email", maintainer.Email);
            Text(json, "url", maintainer.Url);
        });

    private static void Dependencies(StringBuilder json, IReadOnlyList<ChartDependency> dependencies) =>
        Objects(json, "dependencies", dependencies, dependency =>
        {
            // Helm writes these two even when they are empty.
            Value(Named(json, "name"), dependency.Name);
            Text(json, "version", dependency.Version);
            Value(Named(json, "repository"), dependency.Repository);
            Text(json, "condition", dependency.Condition);
            Texts(json, "tags", dependency.Tags);
            Flag(json, "enabled", dependency.Enabled);
            if (dependency.ImportValues.Count > 0)
            {
                Value(Named(json, "import-values"), dependency.ImportValues);
            }

            Text(json, "alias", dependency.Alias);
        });

    private static void Objects<TItem>(StringBuilder json, string name, IReadOnlyList<TItem> items, Action<TItem> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        Named(json, name).Append('[');
        foreach (var item in items)
        {
            Separate(json).Append('{');
            write(item);
            json.Append('}');
        }

        json.Append(']');
    }

    private static void Text(StringBuilder json, string name, string value)
    {
        if (value.Length > 0)
        {
            Value(Named(json, name), value);
        }
    }

    private static void Texts(StringBuilder json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Value(Named(json, name), values);
        }
    }

    private static void Flag(StringBuilder json, string name, bool value)
    {
        if (value)
        {
            Value(Named(json, name), value);
        }
    }

    private static StringBuilder Named(StringBuilder json, string name) => Separate(json).Append('"').Append(name).Append("\":");

    private static StringBuilder Separate(StringBuilder json) => json[^1] is '{' or '[' or ':' ? json : json.Append(',');

    private static void Value(StringBuilder json, object? value)
    {
        switch (value)
        {
            case null:
                json.Append("null");
                break;
            case bool flag:
                json.Append(flag ? "true" : "false");
                break;
            case string text:
                GoJsonText.Append(json, text);
                break;
            case IEnumerable<KeyValuePair<string, object?>> mapping:
                json.Append('{');
                foreach (var (key, entry) in mapping.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    GoJsonText.Append(Separate(json), key).Append(':');
                    Value(json, entry);
                }

                json.Append('}');
                break;
            case IEnumerable<object?> list:
                json.Append('[');
                foreach (var item in list)
                {
                    Value(Separate(json), item);
                }

                json.Append(']');
                break;
            default:
                // In the JSON of Go each number is a float64.
                json.Append(GoNumber.Json(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
                break;
        }
    }
}
