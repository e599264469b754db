using Nebius.Registry.Copying;

namespace Nebius.Registry.Tests.Copying;

/// <summary>NebiusCopyTo as users type it.</summary>
public sealed class ListsOfDestinations
{
    private static readonly NebiusSettings Settings = new() { Environment = name => name == "NEBIUS_TRUSTED_REGISTRY_HOSTS" ? "mirror.example:5000" : null };

    [Theory]
    [InlineData("eu-west1/registry-e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app")]
    [InlineData("eu-west1/e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app")]
    [InlineData("cr.eu-west1.nebius.cloud/registry-e01abc/mirror", "cr.eu-west1.nebius.cloud/e01abc/mirror/team/app")]
    [InlineData("registry-e01abc", "/e01abc/team/app")]
    [InlineData("eu-west1/e01abc+us-central1/u00abc/a/b", "cr.eu-west1.nebius.cloud/e01abc/team/app cr.us-central1.nebius.cloud/u00abc/a/b/team/app")]
    [InlineData("eu-west1/e01abc%3Bus-central1/u00abc", "cr.eu-west1.nebius.cloud/e01abc/team/app cr.us-central1.nebius.cloud/u00abc/team/app")]
    [InlineData(" eu-west1/e01abc ;\n us-central1/u00abc/ ", "cr.eu-west1.nebius.cloud/e01abc/team/app cr.us-central1.nebius.cloud/u00abc/team/app")]
    [InlineData("e01abc/mirror+eu-west1/e01abc", "/e01abc/mirror/team/app cr.eu-west1.nebius.cloud/e01abc/team/app")]
    [InlineData("mirror.example:5000/images", "mirror.example:5000/images/team/app")]
    public void An_entry_is_a_registry_for_the_same_path(string list, string expected) => Assert.Equal(
        expected,
        string.Join(' ', CopyDestination.ParseAll(list, Settings).Select(entry => $"{entry.Host}/{entry.RepositoryFor("e00abc/team/app")}")));

    [Theory]
    [InlineData("", "NEBIUS1902", "an empty entry")]
    [InlineData("eu-west1/e01abc+", "NEBIUS1902", "an empty entry")]
    [InlineData("eu-west1/e01abc++us-central1/u00abc", "NEBIUS1902", "an empty entry")]
    [InlineData("eu-west1", "NEBIUS1902", "has no registry ID")]
    [InlineData("eu-west1/", "NEBIUS1902", "has no registry ID")]
    [InlineData("eu-west1/e01abc/Team", "NEBIUS1902", "a path that isn't valid")]
    [InlineData("eu-west1/e01abc/team:1", "NEBIUS1902", "has a tag or digest. Remove it")]
    [InlineData("eu-west1/e01abc:1.2.3", "NEBIUS1902", "has a tag or digest. Remove it")]
    [InlineData("eu-west1/e01abc/app@sha256:9f86d0", "NEBIUS1902", "has a tag or digest. Remove it")]
    [InlineData("eu-west1/my registry", "NEBIUS1902", "'eu-west1/my registry' in NebiusCopyTo has no valid registry ID")]
    [InlineData("eu-west1/project-e01abc", "NEBIUS1902", "no valid registry ID")]
    [InlineData("docker.io/e01abc", "NEBIUS1902", "'docker.io/e01abc' in NebiusCopyTo doesn't begin with a region or the host of a Nebius registry")]
    [InlineData("cr.eu-west1.nebius.cloud.evil.example/e01abc", "NEBIUS1902", "nothing is sent there")]
    [InlineData("https://cr.eu-west1.nebius.cloud/e01abc", "NEBIUS1902", "has a scheme. Remove it.")]
    [InlineData("oci://cr.eu-west1.nebius.cloud/e01abc", "NEBIUS1902", "has a scheme. Remove it.")]
    [InlineData("EU-WEST1/e01abc", "NEBIUS1902", "so nothing is sent there. A region is in lower case. Expected")]
    [InlineData("ghcr.io/team", "NEBIUS1902", "To trust another host, list it in the environment variable NEBIUS_TRUSTED_REGISTRY_HOSTS")]
    [InlineData("EU west/e01abc", "NEBIUS1902", "EU west")]
    [InlineData("/e01abc", "NEBIUS1902", "doesn't begin with a region")]
    [InlineData("eu-west1/e01abc+eu-west1/registry-e01abc", "NEBIUS1903", "the same registry and path")]
    [InlineData("eu-west1/e01abc+eu-west1/e01abc", "NEBIUS1903", "has 'eu-west1/e01abc' twice")]
    [InlineData("registry-e01abc+eu-west1/e01abc", "NEBIUS1903", "the same registry and path")]
    [InlineData("eu-west1/e01abc/a+cr.eu-west1.nebius.cloud/e01abc/a/", "NEBIUS1903", "the same registry and path")]
    public void An_entry_that_is_not_a_registry_is_an_error(string list, string code, string words)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => CopyDestination.ParseAll(list, Settings));

        Assert.StartsWith(code, error.Code, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_an_entry_is_not_shown()
    {
        var error = Assert.Throws<NebiusRegistryException>(() => CopyDestination.ParseAll("iam:hunter2@cr.eu-west1.nebius.cloud/e01abc", Settings));

        Assert.Equal("NEBIUS1902", error.Code);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }
}
