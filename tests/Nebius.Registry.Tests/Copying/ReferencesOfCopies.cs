using Nebius.Registry.Copying;

namespace Nebius.Registry.Tests.Copying;

/// <summary>The source and the targets of a copy as users type them. registry-e01abc and e01abc alone are in eu-west1.</summary>
public sealed class ReferencesOfCopies
{
    private const string Digest = "sha256:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7";

    private static readonly NebiusSettings Settings = new()
    {
        Environment = name => name == "NEBIUS_TRUSTED_REGISTRY_HOSTS" ? "localhost:5000" : null,
    };

    [Theory]
    [InlineData("eu-north1/e00abc/app", "cr.eu-north1.nebius.cloud/e00abc/app:latest")]
    [InlineData("eu-north1/registry-e00abc/team/app:1.2.3", "cr.eu-north1.nebius.cloud/e00abc/team/app:1.2.3")]
    [InlineData("cr.eu-north1.nebius.cloud/e00abc/app:V1_x", "cr.eu-north1.nebius.cloud/e00abc/app:V1_x")]
    [InlineData("registry-e01abc/app:1", "cr.eu-west1.nebius.cloud/e01abc/app:1")]
    [InlineData(" e01abc/app ", "cr.eu-west1.nebius.cloud/e01abc/app:latest")]
    [InlineData("eu-north1/e00abc/app@" + Digest, "cr.eu-north1.nebius.cloud/e00abc/app@" + Digest)]
    [InlineData("eu-north1/e00abc/app:1.2@" + Digest, "cr.eu-north1.nebius.cloud/e00abc/app@" + Digest)]
    [InlineData("localhost:5000/app:1", "localhost:5000/app:1")]
    [InlineData("localhost:5000/team/app", "localhost:5000/team/app:latest")]
    public async Task A_source_is_an_image_in_every_spelling(string typed, string expected)
    {
        var (source, _) = await ReadAsync(typed, ["me-west1/i00abc"]);

        Assert.Equal(expected, $"{source}");
    }

    [Theory]
    [InlineData("eu-west1/e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app:1")]
    [InlineData("eu-west1/registry-e01abc/", "cr.eu-west1.nebius.cloud/e01abc/team/app:1")]
    [InlineData("cr.eu-west1.nebius.cloud/e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app:1")]
    [InlineData("registry-e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app:1")]
    [InlineData("e01abc/mirror/", "cr.eu-west1.nebius.cloud/e01abc/mirror/team/app:1")]
    [InlineData("eu-west1/e01abc:2", "cr.eu-west1.nebius.cloud/e01abc/team/app:2")]
    [InlineData("eu-west1/e01abc/other", "cr.eu-west1.nebius.cloud/e01abc/other:1")]
    [InlineData("eu-west1/e01abc/other:2", "cr.eu-west1.nebius.cloud/e01abc/other:2")]
    [InlineData("eu-west1/soperator", "cr.eu-west1.nebius.cloud/soperator/team/app:1")]
    [InlineData("localhost:5000", "localhost:5000/e00abc/team/app:1")]
    [InlineData("localhost:5000/app", "localhost:5000/app:1")]
    [InlineData("localhost:5000/mirror/", "localhost:5000/mirror/team/app:1")]
    [InlineData("eu-north1/e00abc/team/app:2", "cr.eu-north1.nebius.cloud/e00abc/team/app:2")]
    public async Task A_target_is_a_registry_a_repository_or_a_folder(string typed, string expected)
    {
        var (_, targets) = await ReadAsync("eu-north1/e00abc/team/app:1", [typed]);

        Assert.Equal(expected, Text(Assert.Single(targets)));
    }

    [Theory]
    [InlineData("eu-north1/e00abc/app", "", "latest")]
    [InlineData("eu-north1/e00abc/app:1", "", "1")]
    [InlineData("eu-north1/e00abc/app@" + Digest, "", "")]
    [InlineData("eu-north1/e00abc/app:1@" + Digest, "", "1")]
    [InlineData("eu-north1/e00abc/app:1", "2 latest 2", "2 latest")]
    public async Task A_copy_has_the_tag_of_its_source_or_the_tags_that_are_set(string source, string tags, string expected)
    {
        var (_, targets) = await ReadAsync(source, ["eu-west1/e01abc"], tags.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(expected, string.Join(' ', Assert.Single(targets).Tags));
    }

    // Its first part isn't a registry ID.
    [Fact]
    public async Task A_repository_of_a_trusted_host_keeps_its_whole_path()
    {
        var (_, targets) = await ReadAsync("localhost:5000/team/app:1", ["eu-west1/e01abc"]);

        Assert.Equal("cr.eu-west1.nebius.cloud/e01abc/team/app:1", Text(Assert.Single(targets)));
    }

    [Fact]
    public async Task A_repository_with_two_tags_is_one_target()
    {
        var (_, targets) = await ReadAsync("eu-north1/e00abc/app:1", ["eu-west1/e01abc/app:2", "e01abc", "eu-west1/e01abc/x"]);

        Assert.Equal(["cr.eu-west1.nebius.cloud/e01abc/app:2,1", "cr.eu-west1.nebius.cloud/e01abc/x:1"], targets.Select(Text));
    }

    [Theory]
    [InlineData("NEBIUS1907", "is a registry, not an image", "eu-north1/e00abc", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "is a registry, not an image", "eu-north1", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "is a registry, not an image", "eu-north1/app:1", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "has an '@' that doesn't begin a digest. It isn't shown", "https://c4n4ry@cr.eu-north1.nebius.cloud/e00abc/app", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "has a scheme. Remove it:\n  cr.eu-north1.nebius.cloud/e00abc/app", "docker://cr.eu-north1.nebius.cloud/e00abc/app", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "has a scheme. Remove it:\n  cr.eu-west1.nebius.cloud/e01abc", "eu-north1/e00abc/app", "https://cr.eu-west1.nebius.cloud/e01abc")]
    [InlineData("NEBIUS1907", "is a list. Give each registry as an argument", "eu-north1/e00abc/app", "eu-west1/e01abc+us-central1/u00abc")]
    [InlineData("NEBIUS1907", "is empty. Is a variable in your script not set?", "", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "is empty. Is a variable in your script not set?", "eu-north1/e00abc/app", " ")]
    [InlineData("NEBIUS1907", "'eu-north1//app' has an empty part", "eu-north1//app", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "has no registry ID. Add it:\n  eu-west1/e01abc", "eu-north1/e00abc/app", "eu-west1/")]
    [InlineData("NEBIUS1907", "'-x' isn't a valid tag of a copy", "eu-north1/e00abc/app:-x", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "'' isn't a valid tag of a copy", "eu-north1/e00abc/app:", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "'1,2' isn't a valid tag of a copy", "eu-north1/e00abc/app", "eu-west1/e01abc", "1,2")]
    [InlineData("NEBIUS1907", "has a digest that isn't valid", "eu-north1/e00abc/app@sha256:4b4f", "eu-west1/e01abc")]
    [InlineData("NEBIUS1907", "A copy has the digest of its source", "eu-north1/e00abc/app", "eu-west1/e01abc/app@" + Digest)]
    [InlineData("NEBIUS1907", "has a tag, and so has the whole copy: 2", "eu-north1/e00abc/app", "eu-west1/e01abc:1", "2")]
    [InlineData("NEBIUS1907", "'eu-north1/e00abc' is the source", "eu-north1/e00abc/app:1", "eu-north1/e00abc")]
    [InlineData("NEBIUS1907", "is the source", "eu-north1/e00abc/app", "eu-north1/e00abc/app:latest")]
    [InlineData("NEBIUS1907", "is the source", "eu-north1/e00abc/app@" + Digest, "eu-north1/e00abc/app")]
    [InlineData("NEBIUS1903", "named twice: by 'eu-west1/e01abc' and 'e01abc/app'", "eu-north1/e00abc/app:1", "eu-west1/e01abc e01abc/app")]
    [InlineData("NEBIUS1903", "named twice", "eu-north1/e00abc/app@" + Digest, "eu-west1/e01abc eu-west1/e01abc/app:1")]
    [InlineData("NEBIUS1101", "cr.eu-north1.nebius.cloud, in lower case", "CR.eu-north1.nebius.cloud/e00abc/app", "eu-west1/e01abc")]
    [InlineData("NEBIUS1005", "in lower case", "eu-north1/e00abc/App", "eu-west1/e01abc")]
    [InlineData("NEBIUS1101", "isn't a Nebius registry", "docker.io/library/alpine:3", "eu-west1/e01abc")]
    public async Task A_mistake_is_an_error_that_names_it(string code, string words, string source, string targets, params string[] tags)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ReadAsync(source, targets == " " ? [" "] : targets.Split(' '), tags));

        Assert.Equal((code, true), (error.Code, error.Message.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_password_before_the_host_is_not_shown()
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ReadAsync("iam:p4ssword@cr.eu-north1.nebius.cloud/e00abc/app", ["eu-west1/e01abc"]));

        Assert.Equal("NEBIUS1907", error.Code);
        Assert.DoesNotContain("p4ssword", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_source_may_get_another_tag_in_its_own_repository()
    {
        var (_, targets) = await ReadAsync($"eu-north1/e00abc/app@{Digest}", ["eu-north1/e00abc/app:stable"]);

        Assert.Equal("cr.eu-north1.nebius.cloud/e00abc/app:stable", Text(Assert.Single(targets)));
    }

    private static string Text(ImageCopyTarget target) => $"{target}:{string.Join(',', target.Tags)}";

    private static Task<(ImageCopySource Source, IReadOnlyList<ImageCopyTarget> Targets)> ReadAsync(
        string source, string[] targets, params string[] tags) =>
        new CopyReferences(Read).ReadAsync(source, targets, tags, TestContext.Current.CancellationToken);

    private static Task<RegistryTarget> Read(string text, CancellationToken cancellationToken) => Task.FromResult(
        RegistryTarget.Parse(text.Split('/')[0] is "e01abc" or "registry-e01abc" ? $"eu-west1/{text}" : text, Settings));
}
