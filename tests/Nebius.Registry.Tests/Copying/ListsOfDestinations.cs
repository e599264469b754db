using Nebius.Registry.Copying;

namespace Nebius.Registry.Tests.Copying;

/// <summary>NebiusCopyTo as users type it.</summary>
public sealed class ListsOfDestinations
{
    private static readonly NebiusSettings Settings = new() { Environment = _ => null };

    [Theory]
    [InlineData("eu-west1/registry-e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app")]
    [InlineData("eu-west1/e01abc", "cr.eu-west1.nebius.cloud/e01abc/team/app")]
    [InlineData("cr.eu-west1.nebius.cloud/registry-e01abc/mirror", "cr.eu-west1.nebius.cloud/e01abc/mirror/team/app")]
    [InlineData("registry-e01abc", "/e01abc/team/app")]
    [InlineData("eu-west1/e01abc+us-central1/u00abc/a/b", "cr.eu-west1.nebius.cloud/e01abc/team/app cr.us-central1.nebius.cloud/u00abc/a/b/team/app")]
    [InlineData("eu-west1/e01abc%3Bus-central1/u00abc", "cr.eu-west1.nebius.cloud/e01abc/team/app cr.us-central1.nebius.cloud/u00abc/team/app")]
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
    [InlineData("eu-west1/e01abc/team:1", "NEBIUS1902", "a path that isn't valid")]
    [InlineData("eu-west1/my registry", "NEBIUS1106", "isn't a registry ID")]
    [InlineData("docker.io/e01abc", "NEBIUS11", "docker.io")]
    [InlineData("EU west/e01abc", "NEBIUS1103", "EU west")]
    [InlineData("eu-west1/e01abc+eu-west1/registry-e01abc", "NEBIUS1903", "twice")]
    public void An_entry_that_is_not_a_registry_is_an_error(string list, string code, string words)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => CopyDestination.ParseAll(list, Settings));

        Assert.StartsWith(code, error.Code, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
