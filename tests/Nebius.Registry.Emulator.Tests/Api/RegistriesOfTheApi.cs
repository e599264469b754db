using System.Net;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>RegistryService.Get and List.</summary>
public sealed class RegistriesOfTheApi : IClassFixture<WorldFixture>, IDisposable
{
    private readonly RegistryUser _pusher;
    private readonly ApiUser _user;
    private readonly WorldFixture _fixture;

    public RegistriesOfTheApi(WorldFixture fixture)
    {
        _fixture = fixture;
        _pusher = fixture.AddUser();
        _user = new ApiUser(fixture.World, _pusher.Account);
    }

    private EmulatedRegistry Registry => _pusher.Registry;

    [Fact]
    public async Task Getting_a_registry_returns_its_host_state_and_project()
    {
        Registry.ProjectId = "project-e00mine";
        Registry.Name = "mine";

        var answer = await GetAsync();

        Assert.Equal(
            (Registry.ResourceId, "project-e00mine", "mine"), (answer.Metadata.Id, answer.Metadata.ParentId, answer.Metadata.Name));
        Assert.Equal((RegistryStatus.Types.State.Active, "cr.eu-west1.nebius.cloud"), (answer.Status.State, answer.Status.RegistryFqdn));
    }

    [Theory]
    [InlineData("registry-e00unknown")]
    [InlineData("e00t1")]
    [InlineData("registry-registry-e00t1")]
    public async Task Getting_a_registry_by_an_unknown_or_short_id_fails(string id)
    {
        ServiceError error = await ExpectAsync(StatusCode.NotFound, id);

        Assert.Equal(("registry", id), (error.Service, error.ResourceNotFound.ResourceId));
    }

    [Fact]
    public async Task Getting_a_registry_without_an_id_is_a_violation() =>
        Assert.Equal("id", Assert.Single((await ExpectAsync(StatusCode.InvalidArgument, "")).BadRequest.Violations).Field);

    [Fact]
    public async Task Any_right_at_a_registry_is_enough_to_get_it()
    {
        Registry.Grant(_pusher.Account, RegistryRights.Pull);
        await GetAsync();

        Registry.Revoke(_pusher.Account);
        Registry.AllowAnonymousPull = true;
        ServiceError error = await ExpectAsync(StatusCode.PermissionDenied, Registry.ResourceId);

        Assert.Equal(Registry.ResourceId, error.PermissionDenied.ResourceId);
    }

    [Fact]
    public async Task An_account_can_have_push_rights_without_the_right_to_get_the_registry()
    {
        Registry.ForbidView(_pusher.Account);

        await ExpectAsync(StatusCode.PermissionDenied, Registry.ResourceId);

        Assert.Equal(HttpStatusCode.Accepted, await StartUploadAsync());
    }

    [Theory]
    [InlineData(RegistryState.Creating, 0)]
    [InlineData(RegistryState.Deleting, 2)]
    [InlineData(RegistryState.Suspended, 3)]
    public async Task A_registry_that_is_not_active_reports_its_state_and_accepts_no_push(RegistryState state, int number)
    {
        Registry.State = state;

        Assert.Equal(number, (int)(await GetAsync()).Status.State);
        HttpResponseMessage refusal = await _pusher.SendAsync(HttpMethod.Post, "app/blobs/uploads/", []);
        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
        Assert.Equal($"DENIED: registry is not active: {state}", await RegistryUser.ErrorAsync(refusal));
        Assert.Equal(HttpStatusCode.NotFound, (await _pusher.SendAsync(HttpMethod.Get, "app/manifests/v1")).StatusCode);
    }

    [Fact]
    public async Task Listing_registries_returns_page_by_page_what_the_caller_may_see()
    {
        string project = $"project-e00{Guid.NewGuid():N}";
        List<string> ids = [];
        for (int i = 0; i < 12; i++)
        {
            EmulatedRegistry one = _fixture.World.Registries.Add($"e00l{project[^4..]}{i}", "eu-north1");
            one.ProjectId = project;
            one.Grant(_pusher.Account, i == 3 ? RegistryRights.None : RegistryRights.Pull);
            ids.Add(one.ResourceId);
        }

        ListRegistriesResponse first = await ListAsync(new ListRegistriesRequest { ParentId = project });
        ListRegistriesResponse second = await ListAsync(new ListRegistriesRequest { ParentId = project, PageToken = first.NextPageToken });

        Assert.Equal((10, 1, ""), (first.Items.Count, second.Items.Count, second.NextPageToken));
        ids.RemoveAt(3);
        Assert.Equal(ids.Order(), first.Items.Concat(second.Items).Select(item => item.Metadata.Id).Order());
        Assert.All(first.Items, item => Assert.Equal("cr.eu-north1.nebius.cloud", item.Status.RegistryFqdn));
        Assert.Empty((await ListAsync(new ListRegistriesRequest { ParentId = "project-e00empty" })).Items);
    }

    [Fact]
    public async Task Listing_registries_without_a_project_is_a_violation()
    {
        ServiceError error = await ApiUser.ExpectAsync(
            StatusCode.InvalidArgument, () => _user.Registries.ListAsync(new ListRegistriesRequest(), _user.Options()));

        Assert.Equal(("registry", "parent_id"), (error.Service, Assert.Single(error.BadRequest.Violations).Field));
    }

    public void Dispose()
    {
        _user.Dispose();
        _pusher.Dispose();
    }

    private async Task<Registry.Iam.Protos.Registries.Registry> GetAsync() =>
        await _user.Registries.GetAsync(new GetRegistryRequest { Id = Registry.ResourceId }, _user.Options());

    private async Task<ListRegistriesResponse> ListAsync(ListRegistriesRequest request) =>
        await _user.Registries.ListAsync(request, _user.Options());

    private async Task<HttpStatusCode> StartUploadAsync() => (await _pusher.SendAsync(HttpMethod.Post, "app/blobs/uploads/", [])).StatusCode;

    private Task<ServiceError> ExpectAsync(StatusCode expected, string id) =>
        ApiUser.ExpectAsync(expected, () => _user.Registries.GetAsync(new GetRegistryRequest { Id = id }, _user.Options()));
}
