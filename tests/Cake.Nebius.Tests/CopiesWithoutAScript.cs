using Cake.Core;
using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>Lists of registries for copies: the build's arguments, the errors before it starts, and the result for the script.</summary>
public sealed class CopiesWithoutAScript
{
    private readonly CakeWithoutAScript _cake = new();

    [Fact]
    public void The_list_reaches_the_build_as_one_property()
    {
        Publish(new() { RegistryId = "e00abc", CopyTo = ["eu-west1/registry-e01abc", "us-central1/u00abc/mirror"], CopiesReferrers = false });

        Assert.Contains("-p:NebiusCopyTo=\"eu-west1/registry-e01abc+us-central1/u00abc/mirror\" ", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusCopyReferrers=\"false\" ", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_list_that_of_the_project_counts()
    {
        Publish(new() { RegistryId = "e00abc" });

        Assert.DoesNotContain("NebiusCopy", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NEBIUS1902", "CopyTo has an empty entry", "")]
    [InlineData("NEBIUS1902", "has no registry ID", "eu-west1")]
    [InlineData("NEBIUS1902", "CopyTo = [\"eu-west1/registry-e01abc\", \"us-central1/registry-u00abc\"]", "eu-west1/my registry")]
    [InlineData("NEBIUS1903", "CopyTo has 'eu-west1/e01abc' and 'eu-west1/registry-e01abc'", "eu-west1/e01abc", "eu-west1/registry-e01abc")]
    public void A_mistake_in_the_list_is_an_error_before_a_build_starts(string code, string words, params string[] list)
    {
        var ofImage = Assert.Throws<CakeException>(() => Publish(new() { CopyTo = list }));
        var ofChart = Assert.Throws<CakeException>(() => _cake.Context.NebiusHelmPush("charts/app", "eu-north1", new() { CopyTo = list }));

        Assert.All([ofImage, ofChart], error => Assert.StartsWith($"{code}: ", error.Message, StringComparison.Ordinal));
        Assert.All([ofImage, ofChart], error => Assert.Contains(words, error.Message, StringComparison.Ordinal));
        Assert.Empty(_cake.Builds.Started);
    }

    [Fact]
    public void A_published_image_has_its_copies_and_a_step_output_for_each_region()
    {
        using var directory = new TemporaryDirectory();
        var output = directory.File("output");
        _cake.With("GITHUB_ACTIONS", "true").With("GITHUB_OUTPUT", output);
        _cake.Builds.Report = """
            cr.eu-north1.nebius.cloud|eu-north1|e00abc/app|sha256:1|type|StaticKey|1.2.3 latest
            cr.eu-west1.nebius.cloud|eu-west1|e01abc/app|sha256:1|type|AccessToken|1.2.3 latest
            localhost:5000||app|sha256:1|type||1.2.3 latest

            """;

        var image = Publish(new() { StepOutput = "image" });

        Assert.Equal("cr.eu-north1.nebius.cloud/e00abc/app@sha256:1", image.Reference);
        Assert.Equal(["cr.eu-west1.nebius.cloud/e01abc/app@sha256:1", "localhost:5000/app@sha256:1"], image.Copies.Select(copy => copy.Reference));
        Assert.Equal(("eu-west1", CredentialSourceKind.AccessToken, "1.2.3 latest"), (image.Copies[0].Region, image.Copies[0].CredentialSource, string.Join(' ', image.Copies[0].Tags)));
        Assert.Equal(
            [$"image={image}", $"image_eu_north1={image}", $"image_eu_west1={image.Copies[0]}", $"image_localhost_5000={image.Copies[1]}"],
            File.ReadLines(output));
    }

    [Theory]
    [InlineData("NEBIUS1907", "'eu-north1/e00abc' is a registry, not an image", "eu-north1/e00abc", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "has a scheme", "eu-north1/e00abc/app", "docker://cr.eu-west1.nebius.cloud/e01abc")]
    [InlineData("NEBIUS1907", "is empty", "eu-north1/e00abc/app", "")]
    [InlineData("NEBIUS1903", "is named twice", "eu-north1/e00abc/app", "eu-west1/e01abc", "eu-west1/registry-e01abc")]
    [InlineData("NEBIUS1101", "docker.io", "docker.io/library/alpine", "eu-west1/e01abc")]
    [InlineData("NEBIUS1201", "No credential is set for cr.eu-north1.nebius.cloud", "eu-north1/e00abc/app", "eu-west1/e01abc")]
    public void A_mistake_in_a_copy_is_an_error_with_its_code(string code, string words, string source, params string[] targets)
    {
        _cake.With("NEBIUS_CREDENTIAL_SOURCES", "StaticKey");

        var error = Assert.Throws<CakeException>(() => _cake.Context.NebiusCopyImage(source, targets));

        Assert.StartsWith($"{code}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private NebiusPublishedImage Publish(NebiusDotNetPublishContainerSettings settings) =>
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-north1", settings);
}
