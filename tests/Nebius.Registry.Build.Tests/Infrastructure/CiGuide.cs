using System.Text.RegularExpressions;
using Nebius.Registry.Testing;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>One of docs/ci: the page, and the pipeline that is in it and beside it.</summary>
internal sealed partial class CiGuide
{
    private static readonly string Folder = Path.Join(PackedPackages.RepositoryRoot, "docs", "ci");

    private CiGuide(string page, string pipelineText) =>
        (Page, PipelineText, Pipeline) = (page, pipelineText, Parse(pipelineText));

    public string Page { get; }

    public string PipelineText { get; }

    public YamlMappingNode Pipeline { get; }

    /// <summary>Gets the YAML in the page, in its order; the pipeline is the first.</summary>
    public IReadOnlyList<string> Blocks => [.. Block().Matches(Page).Select(match => match.Groups["text"].Value)];

    /// <summary>Gets what the page has its reader type into the command that makes the federated credentials.</summary>
    public (string Issuer, string Subject) Federated => (Option("oidc-provider-issuer-url"), Option("federated-subject-id"));

    public static CiGuide Read(string page, string pipeline) =>
        new(File.ReadAllText(Path.Join(Folder, page)), File.ReadAllText(Path.Join(Folder, "pipelines", pipeline)));

    public static YamlMappingNode Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private string Option(string name) =>
        Assert.Single(Regex.Matches(Page, $@"--{name} (?<value>\S+)", RegexOptions.CultureInvariant)).Groups["value"].Value;

    [GeneratedRegex("^```yaml\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
