using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Access to the nodes of a pipeline file. A missing node is null, or empty.</summary>
internal static class Yaml
{
    public static YamlNode? At(this YamlNode? node, params string[] keys)
    {
        foreach (var key in keys)
        {
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
        }

        return node;
    }

    public static string? Text(this YamlNode? node) => (node as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    public static IEnumerable<(string Name, YamlNode Value)> Entries(this YamlNode? node) =>
        (node as YamlMappingNode)?.Children.Select(child => (child.Key.Text()!, child.Value)) ?? [];

    public static IEnumerable<(string Name, string Value)> Texts(this YamlNode? node) =>
        node.Entries().Where(entry => entry.Value is YamlScalarNode).Select(entry => (entry.Name, entry.Value.Text()!));
}
