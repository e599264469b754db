using Nebius.Registry.Helm;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Helm;

/// <summary>The values that are written beside an image, with the templates that charts have.</summary>
public sealed class ValuesForAnInstallation
{
    private const string Repository = "cr.eu-west1.nebius.cloud/e00abc/app";
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}", $"{Repository}:1.0.0@{Digest}")]
    [InlineData("{{ .Values.image.repository }}@{{ .Values.image.digest }}", $"{Repository}@{Digest}")]
    [InlineData("{{ .Values.image.reference }}", $"{Repository}@{Digest}")]
    public async Task Helm_values_for_a_published_image_render_its_exact_reference(string template, string image)
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var chart = scene.Chart(Charts.With(("templates/map.yaml", $"image: \"{template}\"\n")));
        await File.WriteAllTextAsync(scene.File("values.yaml"), HelmValues.For(Repository, "1.0.0", Digest), ChartScene.Cancel);

        (await scene.HelmAsync("template", chart, "-f", scene.File("values.yaml"))).Succeeds().Says($"image: \"{image}\"");
    }

    [Fact]
    public void Helm_values_for_an_image_without_a_tag_use_latest_and_the_digest() =>
        Assert.Contains($"tag: \"latest@{Digest}\"", HelmValues.For(Repository, string.Empty, Digest), StringComparison.Ordinal);
}
