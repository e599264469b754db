using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Profiles;
using Nebius.Registry.Iam.Protos.Registries;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>nebius.registry.v1.ArtifactService, RegistryService/Create and nebius.iam.v1.ProfileService.</summary>
public sealed class ArtifactsOfTheApi : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly RegistryUser _pusher;
    private readonly ApiUser _user;
    private readonly ArtifactService.ArtifactServiceClient _artifacts;

    public ArtifactsOfTheApi(WorldFixture fixture)
    {
        _fixture = fixture;
        _pusher = fixture.AddUser();
        _user = new ApiUser(fixture.World, _pusher.Account);
        _artifacts = new ArtifactService.ArtifactServiceClient(_user.Connect(ApiUser.RegistryHost));
    }

    [Fact]
    public async Task Artifacts_are_listed_with_their_tags()
    {
        string digest = await _pusher.PushImageAsync("team/app", "v1");
        await _pusher.PushImageAsync("team/app", "latest");

        Artifact artifact = Assert.Single(await ListAsync());
        Artifact same = await _artifacts.GetAsync(new GetArtifactRequest { Id = artifact.Id }, _user.Options());

        Assert.Equal(("team/app", digest, Artifact.Types.Type.Manifest), (artifact.Name, artifact.Digest, artifact.Type));
        Assert.Equal(["latest", "v1"], artifact.Tags);
        Assert.Equal(artifact, same);
        Assert.StartsWith("artifact-e00", artifact.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Artifacts_are_listed_in_pages()
    {
        await _pusher.PushImageAsync("one", "v1");
        await _pusher.PushImageAsync("two", "v1");

        ListArtifactsResponse first = await _artifacts.ListAsync(
            new ListArtifactsRequest { ParentId = _pusher.Registry.ResourceId, PageSize = 1 }, _user.Options());
        ListArtifactsResponse second = await _artifacts.ListAsync(
            new ListArtifactsRequest { ParentId = _pusher.Registry.ResourceId, PageSize = 1, PageToken = first.NextPageToken }, _user.Options());

        Assert.Equal(["one", "two"], first.Items.Concat(second.Items).Select(artifact => artifact.Name).Order());
        Assert.Empty(second.NextPageToken);
    }

    [Fact]
    public async Task A_deleted_artifact_and_its_tags_are_gone_when_the_operation_is_over()
    {
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(new EmulatorOptions { Time = _fixture.Clock }, Cancellation.Token);
        ServiceAccount account = world.Iam.AddServiceAccount();
        EmulatedRegistry registry = world.Registries.Add("e00abc", "eu-west1");
        registry.Grant(account, RegistryRights.Push);
        await world.SeedBaseImageAsync(registry, "app", "v1", cancellationToken: Cancellation.Token);
        using ApiUser user = new(world, account);
        var artifacts = new ArtifactService.ArtifactServiceClient(user.Connect(ApiUser.RegistryHost));
        var operations = new OperationService.OperationServiceClient(user.Connect(ApiUser.RegistryHost));
        ListArtifactsRequest list = new() { ParentId = registry.ResourceId, PageSize = 1000 };
        Artifact index = (await artifacts.ListAsync(list, user.Options())).Items.Single(artifact => artifact.Type == Artifact.Types.Type.ManifestList);
        world.Iam.OperationTime = TimeSpan.FromMinutes(1);

        Operation begun = await artifacts.DeleteAsync(new DeleteArtifactRequest { Id = index.Id }, user.Options());
        Artifact during = await artifacts.GetAsync(new GetArtifactRequest { Id = index.Id }, user.Options());
        Operation again = await artifacts.DeleteAsync(new DeleteArtifactRequest { Id = index.Id }, user.Options());
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        Operation ended = await operations.GetAsync(new GetOperationRequest { Id = begun.Id }, user.Options());

        Assert.Null(begun.Status);
        Assert.Equal(Artifact.Types.Status.Deleting, during.Status);
        Assert.Equal(begun.Id, again.Id);
        Assert.Equal((0, index.Id), (ended.Status.Code, ended.ResourceId));
        Assert.Empty(registry.Content.Tags("app"));
        await ApiUser.ExpectAsync(StatusCode.NotFound, () => artifacts.GetAsync(new GetArtifactRequest { Id = index.Id }, user.Options()));
    }

    [Fact]
    public async Task Artifacts_are_read_by_who_may_see_the_registry_and_deleted_by_who_may_push()
    {
        await _pusher.PushImageAsync("app", "v1");
        string id = (await ListAsync()).Single().Id;
        using ApiUser stranger = new(_fixture.World);
        _pusher.Registry.Grant(_pusher.Account, RegistryRights.Pull);

        await ApiUser.ExpectAsync(
            StatusCode.PermissionDenied, () => _artifacts.ListAsync(new ListArtifactsRequest { ParentId = _pusher.Registry.ResourceId }, stranger.Options()));
        await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => _artifacts.GetAsync(new GetArtifactRequest { Id = id }, stranger.Options()));
        await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => _artifacts.DeleteAsync(new DeleteArtifactRequest { Id = id }, _user.Options()));
        await ApiUser.ExpectAsync(StatusCode.NotFound, () => _artifacts.DeleteAsync(new DeleteArtifactRequest { Id = "artifact-e00x" }, _user.Options()));
        await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => _artifacts.ListAsync(new ListArtifactsRequest { ParentId = "registry-e00none" }, _user.Options()));
        await ApiUser.ExpectAsync(StatusCode.InvalidArgument, () => _artifacts.ListAsync(new ListArtifactsRequest(), _user.Options()));
    }

    [Fact]
    public async Task A_created_registry_is_in_the_region_of_its_project_and_takes_pushes()
    {
        const string Project = "project-e01created";
        _fixture.World.Iam.AllowRegistryCreation(_pusher.Account, Project);

        Operation operation = await _user.Registries.CreateAsync(Request(Project, "images"), _user.Options());
        ListRegistriesResponse list = await _user.Registries.ListAsync(new ListRegistriesRequest { ParentId = Project }, _user.Options());

        var created = Assert.Single(list.Items);
        Assert.Equal((operation.ResourceId, "images", "for tests"), (created.Metadata.Id, created.Metadata.Name, created.Spec.Description));
        Assert.Equal(("cr.eu-west1.nebius.cloud", RegistryStatus.Types.State.Active), (created.Status.RegistryFqdn, created.Status.State));
        EmulatedRegistry registry = _fixture.World.Registries.All.Single(one => one.ResourceId == created.Metadata.Id);
        using RegistryUser pusher = new(_fixture.World, registry, _pusher.Account);
        Assert.StartsWith("sha256:", await pusher.PushImageAsync("app", "v1"), StringComparison.Ordinal);
        await ApiUser.ExpectAsync(StatusCode.AlreadyExists, () => _user.Registries.CreateAsync(Request(Project, "images"), _user.Options()));
    }

    [Fact]
    public async Task Creating_a_registry_needs_the_right_a_project_and_a_name()
    {
        _fixture.World.Iam.AllowRegistryCreation(_pusher.Account, "project-e00named");

        await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => _user.Registries.CreateAsync(Request("project-e00other", "images"), _user.Options()));
        await ApiUser.ExpectAsync(StatusCode.InvalidArgument, () => _user.Registries.CreateAsync(Request("", "images"), _user.Options()));
        await ApiUser.ExpectAsync(StatusCode.InvalidArgument, () => _user.Registries.CreateAsync(Request("project-e00named", ""), _user.Options()));
    }

    [Fact]
    public async Task A_registry_whose_creation_fails_is_not_there()
    {
        const string Project = "project-e00failing";
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        ServiceAccount account = world.Iam.AddServiceAccount();
        world.Iam.AllowRegistryCreation(account, Project);
        world.Iam.FailNextOperation(StatusCode.ResourceExhausted);
        using ApiUser user = new(world, account);

        Operation operation = await user.Registries.CreateAsync(Request(Project, "images"), user.Options());

        Assert.Equal((int)StatusCode.ResourceExhausted, operation.Status.Code);
        Assert.Empty(world.Registries.All);
    }

    [Fact]
    public async Task The_profile_is_that_of_the_account_of_the_access_token()
    {
        var profiles = new ProfileService.ProfileServiceClient(_user.Connect(ApiUser.ControlPlane));

        GetProfileResponse profile = await profiles.GetAsync(new GetProfileRequest(), _user.Options());

        Assert.Equal(GetProfileResponse.ProfileOneofCase.ServiceAccountProfile, profile.ProfileCase);
        Assert.Equal((_pusher.Account.Id, _pusher.Account.ProjectId), (profile.ServiceAccountProfile.Info.Metadata.Id, profile.ServiceAccountProfile.Info.Metadata.ParentId));
        await ApiUser.ExpectAsync(StatusCode.Unauthenticated, () => profiles.GetAsync(new GetProfileRequest(), cancellationToken: Cancellation.Token));
    }

    public void Dispose()
    {
        _user.Dispose();
        _pusher.Dispose();
    }

    private static CreateRegistryRequest Request(string project, string name) => new()
    {
        Metadata = new ResourceMetadata { ParentId = project, Name = name },
        Spec = new RegistrySpec { Description = "for tests" },
    };

    private async Task<IEnumerable<Artifact>> ListAsync() =>
        (await _artifacts.ListAsync(new ListArtifactsRequest { ParentId = _pusher.Registry.ResourceId }, _user.Options())).Items;
}
