using System.Text.RegularExpressions;
using Nebius.Registry.Testing;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>A guide in docs/ci: its page, and the pipeline that is both in the page and beside it.</summary>
internal sealed partial class CiGuide
{
    private static readonly string Folder = Path.Join(PackedPackages.RepositoryRoot, "docs", "ci");

    private CiGuide(string page, string pipelineText) =>
        (Page, PipelineText, Pipeline) = (page, pipelineText, Parse(pipelineText));

    public string Page { get; }

    public string PipelineText { get; }

    public YamlMappingNode Pipeline { get; }

    /// <summary>Gets the YAML blocks of the page in order; the first one is the pipeline.</summary>
    public IReadOnlyList<string> Blocks => [.. Block().Matches(Page).Select(match => match.Groups["text"].Value)];

    /// <summary>Gets the options of the command in the page that creates the federated credentials.</summary>
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
