using System.Text.RegularExpressions;
using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>The code of docs/static-keys.md, which is between the marks below, word for word.</summary>
public sealed partial class DocumentedExample
{
    [Fact]
    public async Task The_example_in_the_static_key_docs_issues_and_rotates_a_key()
    {
        await using var scene = await ChainScene.StartAsync();
        var registry = scene.World.Registries.Add("e00abc", "eu-west1");
        registry.Grant(scene.Account, RegistryRights.Push);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        scene.Environment["NEBIUS_IAM_TOKEN"] = scene.World.Iam.IssueAccessToken(scene.Account).Value;
        var chain = scene.Chain();
        var options = new StaticKeyClientOptions { CreateHandler = scene.World.CreateHandler };
        var (serviceAccountId, projectId, file) = (scene.Account.Id, scene.Account.ProjectId, Path.Join(scene.Home, "key"));
        var cancellationToken = TestContext.Current.CancellationToken;

        // <example>
        var token = await chain.ResolveAccessTokenAsync(cancellationToken);
        using var client = new StaticKeyClient(token, options);

        var request = new StaticKeyRequest
        {
            ServiceAccountId = serviceAccountId,
            ProjectId = projectId,
            Name = "ci",
            ExpiresAt = StaticKeyExpiry.Parse("P90D", DateTimeOffset.UtcNow),
        };
        var key = await client.IssueAsync(request, StaticKeyDestination.ToFile(file), cancellationToken);

        var rotation = new StaticKeyRotationRequest
        {
            OldKeyId = key.Id,
            Host = RegistryHost.ForRegion("eu-west1"),
            Repository = "e00abc/app",
            Action = RegistryAction.Push,
            Destination = StaticKeyDestination.ToFile(file, new StaticKeyFileOptions { Replaces = true }),
        };
        var rotated = await client.RotateAsync(rotation, cancellationToken);
        Console.WriteLine($"{rotated.Id} until {rotated.ExpiresAt:u}, in {rotated.Destination}");
        // </example>

        var left = Assert.Single(scene.World.Iam.StaticKeys);
        Assert.Equal(rotated.Id, left.Id);
        Assert.Equal(left.Token, await File.ReadAllTextAsync(file, cancellationToken));
    }

    [Fact]
    public async Task The_example_in_the_static_key_docs_is_the_code_of_this_test()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var root = Root();
        var here = Path.Join(root, "tests", "Nebius.Registry.Tests", "StaticKeys", "DocumentedExample.cs");
        var example = Example().Match(await File.ReadAllTextAsync(here, cancellationToken)).Groups["code"].Value;

        var docs = await File.ReadAllTextAsync(Path.Join(root, "docs", "static-keys.md"), cancellationToken);

        Assert.NotEmpty(example);
        Assert.Contains(Regex.Replace(example, "(?m)^        ", string.Empty), docs, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Nebius.Registry.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run in the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"\n        // <example>\n(?<code>.*?)        // </example>", RegexOptions.Singleline)]
    private static partial Regex Example();
}
