using System.Net;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>What the real registry says about names that it does not know.</summary>
public sealed class RegistryNames(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private const string Unknown = "NAME_UNKNOWN: repository name not known to registry: ";

    [Theory]
    [InlineData("registry-e00abc/app", "Entity Registry not found by id registry-e00abc")]
    [InlineData("my-registry/app", "Entity Registry not found by id my-registry")]
    [InlineData("project-e00abc/app", "Entity Registry not found by id project-e00abc")]
    public async Task The_first_segment_of_a_repository_must_be_a_short_registry_id(string name, string message)
    {
        using RegistryUser user = fixture.AddUser();

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/v2/{name}/manifests/v1");

        Assert.Equal(Unknown + message, await RegistryUser.ErrorAsync(response));
    }

    [Theory]
    [InlineData("GET", "manifests/v1")]
    [InlineData("GET", "tags/list")]
    public async Task A_repository_is_created_by_its_first_push(string method, string path)
    {
        using RegistryUser user = fixture.AddUser();

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.NotFound, new HttpMethod(method), $"app/{path}");
        Assert.Equal($"{Unknown}Entity Folder not found for registry {user.Registry.Id}", await RegistryUser.ErrorAsync(response));

        await user.PushImageAsync("app", "v1");
        await user.ExpectAsync(HttpStatusCode.OK, new HttpMethod(method), $"app/{path}");
    }

    [Fact]
    public async Task A_repository_name_may_be_nested()
    {
        using RegistryUser user = fixture.AddUser();

        await user.PushImageAsync("team/charts/app", "v1");

        Assert.Equal(["team/charts/app"], user.Registry.Content.Repositories);
    }

    [Fact]
    public async Task A_registry_exists_in_one_region_only()
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.NotFound, HttpMethod.Get, $"https://cr.eu-north1.nebius.cloud/v2/{user.Registry.Id}/app/manifests/v1");

        Assert.Equal($"{Unknown}Entity Registry not found by id {user.Registry.Id}", await RegistryUser.ErrorAsync(response));
    }

    [Fact]
    public async Task A_push_to_a_registry_without_a_repository_is_refused()
    {
        using RegistryUser user = fixture.AddUser();

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/v2/{user.Registry.Id}/blobs/uploads/");
    }

    [Theory]
    [InlineData("app/manifests")]
    [InlineData("app/unknown/v1")]
    [InlineData("App/manifests/v1")]
    [InlineData("../app/manifests/v1")]
    public async Task A_path_that_is_not_a_registry_route_is_not_found(string path)
    {
        using RegistryUser user = fixture.AddUser();

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
    }

    [Fact]
    public void A_registry_needs_a_region_that_exists_and_an_id_of_its_own()
    {
        fixture.World.Registries.Add("e00once", "eu-west1");

        Assert.Throws<ArgumentException>(() => fixture.World.Registries.Add("e00new", "mars-north1"));
        Assert.Throws<ArgumentException>(() => fixture.World.Registries.Add("e00once", "eu-north1"));
    }
}
