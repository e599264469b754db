using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The package runs the Nebius CLI without a browser, and without the secrets that the CLI doesn't need.</summary>
public sealed class PushWithTheCli(ServedApp app) : IClassFixture<ServedApp>
{
    private readonly string _folder = Directory.CreateDirectory(Path.Join(app.Scene.Secrets, Path.GetRandomFileName())).FullName;

    [Fact]
    public async Task A_push_uses_the_token_of_a_CLI_on_PATH()
    {
        Tool.Require("sh");
        WriteCli(_folder, $"echo 'A new version of the CLI is there.'; echo {app.World.Iam.IssueAccessToken(app.Scene.Account).Value}");

        var published = await app.PublishAsync(new Dictionary<string, string?> { ["PATH"] = Script.Path(_folder) });

        published.Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
        published.Says($"Nebius: push to {Scene.West} as iam with Cli (the Nebius CLI ('{_folder}/nebius'))");
        Assert.Single(await RecordedAsync("calls"));
        Assert.Equal(["iam", "get-access-token", "--no-browser"], (await RecordedAsync("arguments")).Take(3));
    }

    [Fact]
    public async Task A_push_uses_the_token_of_a_CLI_where_its_installer_puts_it()
    {
        Tool.Require("sh");
        var bin = WriteCli(Path.Join(_folder, ".nebius", "bin"), $"echo {app.World.Iam.IssueAccessToken(app.Scene.Account).Value}");

        var published = await app.PublishAsync(new Dictionary<string, string?> { ["HOME"] = _folder }, "-p:NebiusProfile=ci", "-p:NebiusCredentialSources=Cli");

        published.Succeeds().Says($"with Cli (the Nebius CLI ('{bin}/nebius'))");
        Assert.Equal(["--profile", "ci", "iam", "get-access-token"], (await RecordedAsync("arguments")).Take(4));
    }

    [Fact]
    public async Task The_CLI_inherits_no_secret_and_not_the_working_directory()
    {
        Tool.Require("sh");
        WriteCli(_folder, $"echo {app.World.Iam.IssueAccessToken(app.Scene.Account).Value}");
        var stale = app.World.Iam.IssueAccessToken(app.Scene.Account).Value;
        var secrets = new Dictionary<string, string?>
        {
            ["NEBIUS_IAM_TOKEN"] = stale,
            ["NEBIUS_IAM_TOKEN_FILE"] = app.Scene.AuthorizedKeyFile,
            ["NEBIUS_REGISTRY_STATIC_KEY"] = app.Scene.StaticKey.Token,
            ["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = app.Scene.StaticKey.Token,
            ["NEBIUS_AUTHORIZED_KEY"] = app.Scene.Account.AuthorizedKey.Json,
            ["NEBIUS_PRIVATE_KEY"] = app.Scene.Account.AuthorizedKey.Pkcs8Pem,
            ["NEBIUS_FEDERATED_TOKEN"] = stale,
            ["SDK_CONTAINER_REGISTRY_PWORD"] = stale,
        };
        var environment = new Dictionary<string, string?>(secrets) { ["PATH"] = Script.Path(_folder), ["NEBIUS_CREDENTIAL_SOURCES"] = "Cli" };

        (await app.PublishAsync(environment)).Succeeds().Says("with Cli");

        var names = await RecordedAsync("names");
        Assert.Contains("NEBIUS_CREDENTIAL_SOURCES", names);
        Assert.Empty(names.Intersect(secrets.Keys));
        Assert.Equal(["/"], await RecordedAsync("directory"));
    }

    [Fact]
    public async Task The_output_of_a_CLI_that_fails_is_shown_without_secrets()
    {
        Tool.Require("sh");
        WriteCli(_folder, $"echo 'token {app.World.Iam.IssueAccessToken(app.Scene.Account).Value} has expired, log in again' >&2; exit 1");

        var published = await app.PublishAsync(new Dictionary<string, string?> { ["PATH"] = Script.Path(_folder) });

        // The scene itself checks that the token is nowhere.
        published.IsExplained(app.LastLog, "NEBIUS1217", "exit code 1", "has expired, log in again", "iam get-access-token");
    }

    /// <summary>The current directory is the project's, and a program in it would run with the user's rights.</summary>
    [Theory]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("../app")]
    public async Task A_CLI_in_the_project_is_not_run(string entryOfPath)
    {
        Tool.Require("sh");
        foreach (var folder in new[] { app.Scene.Workspace, Path.Join(app.Scene.Workspace, BuiltApp.Repository) })
        {
            WriteCli(folder, "echo v1.some.token");
        }

        var published = await app.PublishAsync(new Dictionary<string, string?> { ["PATH"] = Script.Path(entryOfPath) });
        foreach (var file in Directory.GetFiles(app.Scene.Workspace, "nebius", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        published.IsExplained(app.LastLog, "NEBIUS1201", "'nebius' on PATH and in ~/.nebius/bin");
        Assert.False(File.Exists(Path.Join(_folder, "arguments")));
    }

    /// <summary>Writes a CLI that records how it is called, and then runs a test's commands.</summary>
    private string WriteCli(string folder, string commands) => Script.Write(folder, "nebius", $"""
        printf '%s\n' "$@" > {_folder}/arguments
        echo called >> {_folder}/calls
        env | cut -d= -f1 > {_folder}/names
        pwd > {_folder}/directory
        {commands}
        """);

    private Task<string[]> RecordedAsync(string what) => File.ReadAllLinesAsync(Path.Join(_folder, what), TestContext.Current.CancellationToken);
}
