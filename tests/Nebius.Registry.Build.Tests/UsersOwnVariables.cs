using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>SDK variables that the user sets are left alone and named in the log; the registry sees the identity of the user.</summary>
public sealed class UsersOwnVariables(ServedApp app) : IClassFixture<ServedApp>
{
    private const string Push = "DOTNET_CONTAINER_PUSH_REGISTRY";
    private const string Pull = "DOTNET_CONTAINER_PULL_REGISTRY";
    private const string Any = "DOTNET_CONTAINER_REGISTRY";
    private const string AnyOld = "SDK_CONTAINER_REGISTRY";

    [Theory]
    [InlineData(Push)]
    [InlineData(Any)]
    [InlineData(AnyOld)]
    public async Task The_users_SDK_variables_for_the_push_win_over_the_package(string pair)
    {
        var (user, password) = AddUser();

        var published = await app.PublishAsync(WithPair(pair, password));

        published.Succeeds().Says($"Nebius: the push to {Scene.West} uses {pair}_UNAME and _PWORD from the environment");
        Assert.Equal([user.Id], Writers());
    }

    [Theory]
    [InlineData($"{Push}_UNAME")]
    [InlineData($"{Any}_UNAME")]
    [InlineData($"{AnyOld}_PWORD")]
    public async Task A_user_variable_without_its_password_or_user_name_is_ignored(string variable)
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(app.Scene.WithStaticKey) { [variable] = "something" });

        published.Succeeds().Says($"Nebius: push to {Scene.West} as iam with StaticKey");
        Assert.Equal([app.Scene.Account.Id], Writers());
    }

    [Fact]
    public async Task The_users_SDK_variables_for_pulling_win_for_the_base_image_only()
    {
        var (user, password) = AddUser();
        await SeedBaseAsync();

        var published = await app.PublishAsync(WithPair(Pull, password), $"-p:ContainerBaseImage={Scene.West}/e00abc/bases/runtime:10.0");

        published.Succeeds().Says($"{Pull}_UNAME and _PWORD from the environment").Says($"Nebius: push to {Scene.West} as iam with StaticKey");
        Assert.Equal([user.Id], BaseReaders());
        Assert.Equal([app.Scene.Account.Id], Writers());
    }

    [Fact]
    public async Task The_users_SDK_variables_for_the_push_leave_the_base_image_to_the_package()
    {
        var (user, password) = AddUser();
        await SeedBaseAsync();

        var published = await app.PublishAsync(WithPair(Push, password), $"-p:ContainerBaseImage={Scene.West}/e00abc/bases/runtime:10.0");

        published.Succeeds().Says($"Nebius: base image from {Scene.West} as iam with StaticKey");
        Assert.Equal([app.Scene.Account.Id], BaseReaders());
        Assert.Equal([user.Id], Writers());
    }

    [Theory]
    [InlineData(Push)]
    [InlineData(AnyOld)]
    public async Task SDK_variables_that_do_not_work_are_reported_as_the_users_own(string pair)
    {
        var published = await app.PublishAsync(WithPair(pair, "wrong"));

        published.IsExplained(app.LastLog, "NEBIUS1410", $"{pair}_UNAME and _PWORD", "unset both", "'iam'");
    }

    private (ServiceAccount User, string Password) AddUser()
    {
        var user = app.World.Iam.AddServiceAccount();
        app.Scene.WestRegistry.Grant(user, RegistryRights.Push);
        var password = app.World.Iam.IssueStaticKey(user).Token;

        // MSBuild writes DOTNET_ variables into its logs.
        app.Scene.Canary.Expect(password);
        return (user, password);
    }

    private Task<StoredManifest> SeedBaseAsync() =>
        app.World.SeedBaseImageAsync(app.Scene.WestRegistry, "bases/runtime", "10.0", cancellationToken: TestContext.Current.CancellationToken);

    private Dictionary<string, string?> WithPair(string pair, string password) =>
        new(app.Scene.WithStaticKey) { [pair + "_UNAME"] = "iam", [pair + "_PWORD"] = password };

    private IEnumerable<string?> Writers() => Identities(app.World.Requests.To(EmulatorEndpoint.ManifestWrite), "/v2/e00abc/app/");

    private IEnumerable<string?> BaseReaders() => Identities(app.World.Requests.To(EmulatorEndpoint.ManifestRead), "/v2/e00abc/bases/");

    private static IEnumerable<string?> Identities(IEnumerable<RequestRecord> requests, string path) => requests
        .Where(request => request.StatusCode is >= 200 and < 300 && request.Path.StartsWith(path, StringComparison.Ordinal))
        .Select(request => request.Identity)
        .Distinct();
}
