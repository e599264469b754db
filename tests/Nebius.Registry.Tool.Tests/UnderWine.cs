using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The command's Windows code, run by Wine. .NET has no TLS there, so the registry is one on loopback without TLS.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UnderWine(WindowsCommand command) : IClassFixture<WindowsCommand>
{
    private const string Helper = "docker-credential-nebius-registry.exe";
    private const string Old = "{ \"auths\": { \"ghcr.io\": {} } }";
    // Wine may hang; a slow machine needs most of a minute.
    private const int Limit = 300_000;

    // printf turns the first two into the line's end.
    private const string Host = "cr.eu-west1.nebius.cloud\\r\\n";

    private const string Token = "v1.abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly Dictionary<string, string?> WithKey = new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = Token };

    [Fact(Timeout = Limit)]
    public async Task Configure_installs_a_helper_that_gives_the_credential()
    {
        command.Require(TestContext.Current.CancellationToken);
        File.Delete(command.DockerConfig);
        File.Delete(Path.Join(command.Folder, Helper));

        var configured = await command.RunAsync("nebius-registry.exe", "configure eu-west1");
        var answered = await command.RunAsync(Helper, "get", WithKey, Host);
        var refused = await command.RunAsync(Helper, "get", WithKey, "docker.io\\r\\n");
        var again = await command.RunAsync("nebius-registry.exe", "configure eu-west1");

        configured.Succeeds().Says($"{WindowsCommand.Windows(command.Folder)}\\{Helper}: installed");
        Assert.Equal("nebius-registry", (await ReadConfigAsync())["credHelpers"]!["cr.eu-west1.nebius.cloud"]!.GetValue<string>());
        Assert.Equal(Token, JsonNode.Parse(answered.Succeeds().Output)!["Secret"]!.GetValue<string>());
        refused.Fails().Says("credentials not found in native keychain");
        again.Succeeds().Says("nothing to change").DoesNotSay("installed");
    }

    [Fact(Timeout = Limit)]
    public async Task The_helper_of_a_global_tool_survives_an_update_of_the_tool()
    {
        command.Require(TestContext.Current.CancellationToken);
        using var tools = new TemporaryDirectory();
        var environment = new Dictionary<string, string?>(WithKey) { ["DOTNET_ROOT"] = command.InstallAsTool(tools.FullPath, "1.0.0") };

        (await command.RunAsync("nebius-registry.exe", "configure eu-west1", environment, folder: tools.FullPath)).Succeeds().Says("installed");
        Directory.Delete(tools.File(".store"), recursive: true);
        command.InstallAsTool(tools.FullPath, "1.0.1");
        var updated = await command.RunAsync(Helper, "get", environment, Host, tools.FullPath);
        File.Delete(tools.File("nebius-registry.exe"));
        var uninstalled = await command.RunAsync(Helper, "get", environment, Host, tools.FullPath);

        Assert.Equal(Token, JsonNode.Parse(updated.Succeeds().Output)!["Secret"]!.GetValue<string>());
        uninstalled.Fails().Says("NEBIUS1701").Says("dotnet tool install -g Nebius.Registry.Tool");
    }

    [Fact(Timeout = Limit)]
    public async Task The_doctor_says_what_to_type_in_PowerShell_with_marks_of_the_console()
    {
        command.Require(TestContext.Current.CancellationToken);

        var examined = await command.RunAsync("nebius-registry.exe", "doctor eu-west1");

        examined.Fails().Says("+ ok  - info  ! warning  x error").Says("$env:NEBIUS_REGISTRY_STATIC_KEY_FILE = ").Says("nslookup cr.eu-west1.nebius.cloud");
        examined.DoesNotSay("getent").DoesNotSay("export ").DoesNotSay("?");
    }

    [Fact(Timeout = Limit)]
    public async Task A_login_is_tried_at_the_registry_and_kept_with_the_helper_or_in_a_file_of_this_user_alone()
    {
        command.Require(TestContext.Current.CancellationToken);
        await using var world = await EmulatorWorld.StartAsync(new EmulatorOptions { LocalhostRegion = "eu-west1" }, TestContext.Current.CancellationToken);
        world.Registries.Add("e00abc", "eu-west1").Grant(world.Iam.AddServiceAccount(), RegistryRights.Push);
        var token = world.Iam.IssueStaticKey(world.Iam.AddServiceAccount()).Token;
        var environment = new Dictionary<string, string?>
        {
            ["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = world.LocalRegistryHost,
            ["NEBIUS_REGISTRY_STATIC_KEY"] = token,
        };

        var wrong = new Dictionary<string, string?>(environment) { ["NEBIUS_REGISTRY_STATIC_KEY"] = Token };
        (await command.RunAsync("nebius-registry.exe", $"login {world.LocalRegistryHost}", wrong)).Fails().Says("NEBIUS1401").DoesNotSay(Token);
        File.Delete(command.DockerConfig);
        (await command.RunAsync("nebius-registry.exe", $"login {world.LocalRegistryHost} --plaintext", environment)).Succeeds().DoesNotSay(token);

        // Wine shows a file's rights as its mode.
        Assert.False(File.GetUnixFileMode(command.DockerConfig).HasFlag(UnixFileMode.OtherRead));
        Assert.NotNull((await ReadConfigAsync())["auths"]![world.LocalRegistryHost]);
        File.Delete(command.DockerConfig);
        (await command.RunAsync("nebius-registry.exe", $"login {world.LocalRegistryHost}", environment)).Succeeds();
        Assert.NotNull((await ReadConfigAsync())["credHelpers"]![world.LocalRegistryHost]);
        Assert.True(File.GetUnixFileMode(command.DockerConfig).HasFlag(UnixFileMode.OtherRead));
    }

    [Theory(Timeout = Limit)]
    [InlineData("pwrite64")]
    [InlineData("fsync")]
    public async Task The_docker_config_is_whole_after_the_command_is_killed_while_editing(string call)
    {
        command.Require(TestContext.Current.CancellationToken);
        Testing.Tool.Require("strace");
        (await command.RunAsync("nebius-registry.exe", "configure us-central1")).Succeeds();
        await File.WriteAllTextAsync(command.DockerConfig, Old, TestContext.Current.CancellationToken);

        var killer = $"strace -f -qq -o /dev/null -e trace={call} -e inject={call}:signal=KILL";
        var killed = await command.RunAsync("nebius-registry.exe", "configure us-central1", around: killer);

        killed.Fails();
        Assert.Equal(Old, await File.ReadAllTextAsync(command.DockerConfig, TestContext.Current.CancellationToken));
        (await command.RunAsync("nebius-registry.exe", "configure us-central1")).Succeeds();
        Assert.Equal(2, (await ReadConfigAsync()).AsObject().Count);
    }

    [Theory(Timeout = Limit)]
    [InlineData("confgure", 2)]
    [InlineData("configure --nothing", 2)]
    [InlineData("docker-credential nothing", 1)]
    [InlineData("completion pwsh", 0)]
    [InlineData("configure --file NUL", 1)]
    [InlineData("configure --file C:\\\\windows", 1)]
    public async Task The_exit_code_says_whether_the_arguments_were_right(string arguments, int exitCode)
    {
        command.Require(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, (await command.RunAsync("nebius-registry.exe", arguments)).DoesNotSay("NEBIUS1099").ExitCode);
    }

    private async Task<JsonNode> ReadConfigAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(command.DockerConfig, TestContext.Current.CancellationToken))!;
}
