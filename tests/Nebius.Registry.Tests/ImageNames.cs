namespace Nebius.Registry.Tests;

/// <summary>The repository and the tags of an image are checked before the SDK has built it, by the SDK's own rules.</summary>
public sealed class ImageNames
{
    private static readonly RegistryHost Host = RegistryHost.ForRegion("eu-west1");

    [Theory]
    [InlineData("app", "e00abc/app")]
    [InlineData("App", "e00abc/app")]
    [InlineData("My.App", "e00abc/my-app")]
    [InlineData("my.app", "e00abc/my.app")]
    [InlineData("my app", "e00abc/my-app")]
    [InlineData("my__app", "e00abc/my__app")]
    [InlineData("Team/My_App", "e00abc/team/my_app")]
    [InlineData("M\u00f6bel", "e00abc/m-bel")]
    [InlineData("e00abc/App", "e00abc/app")]
    [InlineData("registry-proxy", "e00abc/registry-proxy")]
    [InlineData("b02service", "e00abc/b02service")]
    public void The_repository_is_what_the_SDK_makes_of_the_property_with_the_ID_in_front(string repository, string expected) =>
        Assert.Equal(expected, RepositoryPath.ForImage(Host, repository, "registry-e00abc", isAssemblyName: false).Value);

    [Theory]
    [InlineData("my-app_", "my-app")]
    [InlineData("My-App_", "my-app")]
    [InlineData("my_-pp_--", "my-pp")]
    [InlineData("my_\u00e4pp_\u00f6\u00fc", "my-pp")]
    [InlineData("my___app", "my-app")]
    [InlineData("my_.app", "my-app")]
    [InlineData("app-", "app")]
    [InlineData("_app", "app")]
    [InlineData(".app", "app")]
    [InlineData("/app", "app")]
    [InlineData("app/", "app")]
    [InlineData("team//app", "team/app")]
    [InlineData("team/-app", "team/app")]
    [InlineData("My.Team/app", "my.team/app")]
    [InlineData("\u041c\u043e\u0439", "my-app")]
    [InlineData("\u043c\u043e\u0439-app", "app")]
    [InlineData("---", "my-app")]
    [InlineData("app\n", "app")]
    public void An_invalid_repository_is_an_error_with_the_corrected_property(string repository, string corrected)
    {
        foreach (var isAssemblyName in new[] { false, true })
        {
            var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Host, repository, "e00abc", isAssemblyName));

            Assert.Equal(MessageCodes.InvalidImageName, error.Code);
            Assert.Contains("isn't a valid repository", error.Message, StringComparison.Ordinal);
            Assert.EndsWith($"\n  -p:ContainerRepository={corrected}", error.Message, StringComparison.Ordinal);
            Assert.Equal(isAssemblyName, error.Message.Contains("AssemblyName", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("app:1.2", "app", "1.2", "app-1-2")]
    [InlineData("app:1.2-", "app", "1.2-", null)]
    [InlineData("app:3f2a9c1b7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a", "app", "<tag>", "app-3f2a9c1b7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a")]
    [InlineData("e00abc/team/app:latest", "e00abc/team/app", "latest", "e00abc/team/app-latest")]
    [InlineData("My.App:V1", "My.App", "V1", "my-app-v1")]
    [InlineData("My-App_:V1", "my-app", "V1", null)]
    [InlineData("/app:1.2", "app", "1.2", null)]
    [InlineData("team//app:1.2", "team/app", "1.2", null)]
    [InlineData("app:", "app", "1.0.0", null)]
    [InlineData(":1.2", "my-app", "1.2", null)]
    [InlineData("app:1.2+b.3", "app", "1.2-b.3", "app-1-2-b-3")]
    [InlineData("app:1:2", "app", "1-2", "app-1-2")]
    [InlineData("e00abc:1.2", "e00abc/my-app", "1.2", "e00abc-1-2")]
    [InlineData("e00abc/:1.2", "e00abc/my-app", "1.2", null)]
    [InlineData("registry-e00abc:1.2", "registry-e00abc/my-app", "1.2", "registry-e00abc-1-2")]
    public void A_tag_in_the_repository_is_an_error_with_both_properties(string repository, string path, string tag, string? made)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Host, repository, null, isAssemblyName: false));

        var consequence = made is null ? string.Empty : $" The SDK would push to the repository '{made}'.";
        Assert.Equal(MessageCodes.InvalidImageName, error.Code);
        Assert.Equal(
            $"ContainerRepository is '{repository}', which has a tag in it.{consequence} The tag has its own property:\n"
            + $"  -p:ContainerRepository={path} -p:ContainerImageTag={tag}",
            error.Message);
    }

    [Fact]
    public void A_tag_in_the_repository_is_only_removed_where_tags_are_set()
    {
        var error = Assert.Throws<NebiusRegistryException>(
            () => RepositoryPath.RequireName("app:1.2", "e00abc", isAssemblyName: false, hasTags: true));

        Assert.EndsWith("ContainerImageTag or ContainerImageTags is set, so remove it here:\n  -p:ContainerRepository=app", error.Message, StringComparison.Ordinal);
    }

    // With the ID set, a name that looks like one is a name.
    [Theory]
    [InlineData("b02service:1.2", "e00abc", "b02service")]
    [InlineData("abcdef:1.2", "abcdef", "abcdef/my-app")]
    public void A_name_before_a_tag_is_a_registry_ID_only_if_it_is_one_without_the_tag(string repository, string id, string path)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Host, repository, id, isAssemblyName: false));

        Assert.EndsWith($"\n  -p:ContainerRepository={path} -p:ContainerImageTag=1.2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example.com", "registry.example.com/app:1.2", MessageCodes.HostInRepository)]
    [InlineData("localhost:5000", "localhost:5000/app:1.2", MessageCodes.HostInRepository)]
    [InlineData("registry.example.com", "a01web:1.2", MessageCodes.InvalidImageName)]
    public void A_tag_for_another_trusted_host_is_an_error_with_the_name_alone(string host, string repository, string code)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Trusted(host), repository, null, isAssemblyName: false));

        Assert.Equal(code, error.Code);
        Assert.EndsWith(
            $"-p:ContainerRepository={repository.Split('/')[^1].Split(':')[0]} -p:ContainerImageTag=1.2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My:App")]
    [InlineData("My@App")]
    public void An_assembly_with_a_colon_or_an_at_sign_in_its_name_is_pushed(string name)
    {
        Assert.Equal("e00abc/my-app", RepositoryPath.ForImage(Host, name, "e00abc", isAssemblyName: true).Value);
        Assert.Equal("my-app", RepositoryPath.ForImage(Trusted("registry.example.com"), name, null, isAssemblyName: true).Value);
    }

    [Theory]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app:1.2", "-p:ContainerRepository=app -p:NebiusRegistryId=e00abc -p:ContainerImageTag=1.2")]
    [InlineData("cr.eu-west1.nebius.cloud/app:1.2", "-p:ContainerRepository=app -p:ContainerImageTag=1.2")]
    [InlineData("https://cr.eu-west1.nebius.cloud/app:1.2", "-p:ContainerRepository=app -p:ContainerImageTag=1.2")]
    [InlineData("CR.eu-west1.nebius.cloud:443/app", "-p:ContainerRepository=app")]
    [InlineData("cr.eu-west1.nebius.cloud/app:3f2a9c1b7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a", "-p:ContainerRepository=app -p:ContainerImageTag=<tag>")]
    public void A_host_with_a_tag_is_an_error_with_each_property(string repository, string properties)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Host, repository, null, isAssemblyName: false));

        Assert.Equal(MessageCodes.HostInRepository, error.Code);
        Assert.EndsWith($"\n  -p:ContainerRegistry=cr.eu-west1.nebius.cloud {properties}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e00abc", null)]
    [InlineData("e00abc", "e00abc")]
    [InlineData("registry-e00abc", null)]
    [InlineData("registry-e00abc", "registry-e00abc")]
    [InlineData("e00abc/", null)]
    public void A_registry_ID_alone_is_an_error_that_says_that_the_name_is_missing(string repository, string? id)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Host, repository, id, isAssemblyName: false));

        Assert.Equal(MessageCodes.InvalidImageName, error.Code);
        Assert.Contains("a registry ID alone. Add a name after it", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n  -p:ContainerRepository=e00abc/my-app", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_is_named_like_a_registry_ID_is_pushed() =>
        Assert.Equal("e00abc/b02service", RepositoryPath.ForImage(Host, "b02service", "e00abc", isAssemblyName: true).Value);

    [Theory]
    [InlineData("CR.eu-west1.nebius.cloud/e00abc/App")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/my-app_")]
    public void A_host_in_an_invalid_repository_is_still_an_error_about_the_host(string repository) =>
        Assert.Equal(
            MessageCodes.HostInRepository,
            Assert.Throws<NebiusRegistryException>(() => RepositoryPath.ForImage(Host, repository, null, isAssemblyName: false)).Code);

    [Theory]
    [InlineData("1.0")]
    [InlineData("latest")]
    [InlineData("_x")]
    [InlineData("V1.0-rc.1_2")]
    public void A_valid_tag_is_accepted_in_both_properties(string tag)
    {
        ImageName.CheckTags(tag, []);
        ImageName.CheckTags(null, [tag, tag]);
    }

    [Theory]
    [InlineData("1.0;latest")]
    [InlineData("1.0,latest")]
    [InlineData("1.0 latest")]
    [InlineData("1.0; latest")]
    [InlineData("'1.0;latest'")]
    [InlineData("\"1.0,latest\"")]
    public void Several_tags_in_one_are_an_error_with_the_form_that_MSBuild_splits(string tag)
    {
        foreach (var check in new Action[] { () => ImageName.CheckTags(tag, []), () => ImageName.CheckTags(string.Empty, ["x", tag]) })
        {
            var error = Assert.Throws<NebiusRegistryException>(check);

            Assert.Equal(MessageCodes.InvalidImageName, error.Code);
            Assert.EndsWith("\n  -p:ContainerImageTags='\"1.0;latest\"'", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("feature/x", "feature-x")]
    [InlineData("1.0+build", "1.0-build")]
    [InlineData("-1", "1")]
    [InlineData("v1.0:beta", "v1.0-beta")]
    [InlineData("\u00fc", "1.0.0")]
    [InlineData("\"1.0", "1.0")]
    public void An_invalid_tag_is_an_error_with_a_valid_one(string tag, string corrected) =>
        Assert.EndsWith(
            $"\n  -p:ContainerImageTag={corrected}",
            Assert.Throws<NebiusRegistryException>(() => ImageName.CheckTags(tag, [])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_password_in_place_of_a_name_is_not_in_the_message()
    {
        const string address = "https://ci:c4n4ry@cr.eu-north1.nebius.cloud/e00abc/app";

        var repository = Assert.Throws<NebiusRegistryException>(() => ImageName.Repository(address, isAssemblyName: false));
        var tag = Assert.Throws<NebiusRegistryException>(() => ImageName.CheckTags(address, []));

        Assert.DoesNotContain("c4n4ry", repository.Message + tag.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_no_registry_ID() => Assert.Throws<NebiusRegistryException>(
        () => RegistryId.Shorten("a3f5d081884c7d659a2feaa0c55ad015a3bf4f1b"));

    private static RegistryHost Trusted(string host)
    {
        var settings = new NebiusSettings { Environment = _ => host };
        return RegistryHost.Examine(host, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts)).Host!;
    }
}
