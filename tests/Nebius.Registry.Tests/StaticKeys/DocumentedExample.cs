using Nebius.Registry.Emulator;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>The code of docs/static-keys.md.</summary>
public sealed class DocumentedExample
{
    [Fact]
    public async Task The_example_in_the_static_key_docs_issues_and_rotates_a_key()
    {
        await using var scene = await ChainScene.StartAsync();
        var registry = scene.World.Registries.Add("e00abc", "eu-north1");
        registry.Grant(scene.Account, RegistryRights.Push);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var token = scene.World.Iam.IssueAccessToken(scene.Account).Value;
        var file = Path.Join(scene.Home, "key");

        var result = await DocsExample.RunAsync(
            scene.World, scene.Home, ("NEBIUS_IAM_TOKEN", token), "issue-key", scene.Account.Id, scene.Account.ProjectId, file);

        var output = result.Succeeds().Output;
        var left = Assert.Single(scene.World.Iam.StaticKeys);
        Assert.Contains($"{left.Id} until ", output, StringComparison.Ordinal);
        Assert.Equal(left.Token, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_example_in_the_static_key_docs_is_the_code_of_this_test()
    {
        var example = Assert.Single(await DocsExample.OfPageAsync("static-keys.md"));

        Assert.Contains($"```csharp\n{example}\n```", await DocsExample.ReadPageAsync("static-keys.md"), StringComparison.Ordinal);
    }
}
