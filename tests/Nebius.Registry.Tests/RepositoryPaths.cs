namespace Nebius.Registry.Tests;

public sealed class RepositoryPaths
{
    private static readonly RegistryHost Host = RegistryHost.ForRegion("eu-west1");

    [Theory]
    [InlineData("app", "e00abc", "e00abc/app")]
    [InlineData("app", "registry-e00abc", "e00abc/app")]
    [InlineData("app", " e00abc ", "e00abc/app")]
    [InlineData("team/app", "e00abc", "e00abc/team/app")]
    [InlineData("a/b/c", "e00abc", "e00abc/a/b/c")]
    [InlineData("e00abc/app", "e00abc", "e00abc/app")]
    [InlineData("e00abc/app", "registry-e00abc", "e00abc/app")]
    [InlineData("registry-e00abc/app", "e00abc", "e00abc/app")]
    [InlineData("registry-e00abc/app", null, "e00abc/app")]
    [InlineData("e00abc/app", null, "e00abc/app")]
    [InlineData("e00abc/team/app", null, "e00abc/team/app")]
    [InlineData("registry-e00-x-y/app", "e00-x-y", "e00-x-y/app")]
    [InlineData("e00xyz", "e00abc", "e00abc/e00xyz")]
    [InlineData("v10/app", "e00abc", "e00abc/v10/app")]
    [InlineData("backend/app", "e00abc", "e00abc/backend/app")]
    public void The_repository_path_begins_with_the_registry_id(string repository, string? id, string expected)
    {
        var path = RepositoryPath.Resolve(Host, repository, id);

        Assert.Equal(expected, path.Value);
        Assert.True(path.BeginsWithId);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("team/app")]
    [InlineData("soperator/app")]
    public void A_repository_without_a_registry_id_stays_as_it_is_and_is_marked(string repository)
    {
        var path = RepositoryPath.Resolve(Host, repository, registryId: "");

        Assert.Equal(repository, path.Value);
        Assert.False(path.BeginsWithId);
    }

    [Theory]
    [InlineData("e00zzz/app", "e00abc", "e00zzz")]
    [InlineData("registry-e00zzz/team/app", "registry-e00abc", "e00zzz")]
    [InlineData("u00zzz/app", "e00abc", "u00zzz")]
    public void A_repository_with_another_registry_id_is_an_error_that_names_both(string repository, string id, string other)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.Resolve(Host, repository, id));

        Assert.Equal(MessageCodes.RegistryIdDisagrees, error.Code);
        Assert.Contains("'e00abc'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"-p:NebiusRegistryId={other}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app", null, "-p:ContainerRegistry=cr.eu-west1.nebius.cloud -p:ContainerRepository=app -p:NebiusRegistryId=e00abc")]
    [InlineData("cr.eu-west1.nebius.cloud/registry-e00abc", null, "-p:ContainerRegistry=cr.eu-west1.nebius.cloud -p:NebiusRegistryId=e00abc")]
    [InlineData("cr.eu-west1.nebius.cloud/soperator/app", null, "-p:ContainerRegistry=cr.eu-west1.nebius.cloud -p:ContainerRepository=soperator/app")]
    [InlineData("cr.eu-west1.nebius.cloud/registry-e00abc/app", "e00abc", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud -p:ContainerRepository=e00abc/app")]
    [InlineData("cr.us-central1.nebius.cloud/app", "e00abc", "-p:ContainerRegistry=cr.us-central1.nebius.cloud -p:ContainerRepository=app -p:NebiusRegistryId=e00abc")]
    public void A_host_in_the_repository_is_an_error_with_both_properties_corrected(string repository, string? id, string command)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.Resolve(Host, repository, id));

        Assert.Equal(MessageCodes.HostInRepository, error.Code);
        Assert.EndsWith(":\n  " + command, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my registry")]
    [InlineData("my-registry")]
    [InlineData("e00abc/app")]
    [InlineData("My-Registry")]
    [InlineData("e0")]
    [InlineData("cr.eu-west1.nebius.cloud")]
    [InlineData("e00abc-")]
    public void An_invalid_registry_id_is_an_error(string id) =>
        Assert.Equal(
            MessageCodes.InvalidRegistryId,
            Assert.Throws<NebiusRegistryException>(() => RepositoryPath.Resolve(Host, "app", id)).Code);

    [Fact]
    public void A_project_id_in_place_of_the_registry_id_is_an_error() =>
        Assert.Contains("or the project's ID", Assert.Throws<NebiusRegistryException>(() => RegistryId.Shorten("project-e00abc")).Message, StringComparison.Ordinal);
}
