namespace Nebius.Registry.Emulator.Tests;

/// <summary>The executable as a separate process.</summary>
public sealed class RunCommand
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "Nebius.Registry.Emulator.dll");

    [Fact]
    public async Task The_command_gets_a_static_key_and_its_exit_code_is_returned()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script.");

        ToolResult result = await RunAsync("sh", "-c", "echo \"$NEBIUS_REGISTRY_STATIC_KEY\"; exit 7");

        Assert.Equal(7, result.ExitCode);
        Assert.StartsWith("v1.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Output.Trim(), result.Error, StringComparison.Ordinal);
        Assert.Contains("cr.eu-north1.nebius.cloud/e00abc", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_authorized_key_file_is_private_and_deleted_with_the_world()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script.");

        const string Script = """
            ls -l $NEBIUS_AUTHORIZED_KEY_FILE
            grep -c subject-credentials $NEBIUS_AUTHORIZED_KEY_FILE
            echo $NEBIUS_REGISTRY_STATIC_KEY
            echo $NEBIUS_AUTHORIZED_KEY_FILE
            """;

        ToolResult result = await RunAsync("--authorized-key", "--", "sh", "-c", Script);

        string[] lines = result.Output.Split('\n');
        Assert.StartsWith("-rw-------", lines[0], StringComparison.Ordinal);
        Assert.Equal(("1", ""), (lines[1], lines[2]));
        Assert.False(File.Exists(lines[3]));
    }

    [Fact]
    public async Task The_command_does_not_inherit_the_callers_own_credentials()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script.");
        Dictionary<string, string?> environment = new()
        {
            ["NEBIUS_IAM_TOKEN"] = "the caller's",
            ["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = "the caller's",
            ["NEBIUS_REGION"] = "stays",
        };

        ToolResult result = await RunAsync(
            environment, "sh", "-c", "echo \"$NEBIUS_IAM_TOKEN-$NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1-$NEBIUS_REGION\"");

        Assert.Equal("--stays\n", result.Output);
    }

    [Fact]
    public async Task The_command_connects_to_the_emulated_hosts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux clients read SSL_CERT_FILE.");
        Tools.Require("curl");

        const string Script = """
            curl -sS -u iam:$NEBIUS_REGISTRY_STATIC_KEY -o /dev/null -w '%{http_code}' https://cr.eu-west1.nebius.cloud/v2/token/
            """;

        ToolResult result = await RunAsync("sh", "-c", Script);

        Assert.Equal("200", result.Output);
    }

    [Fact]
    public async Task With_localhost_the_command_gets_the_trusted_host_and_endpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script.");

        ToolResult result = await RunAsync("--localhost", "sh", "-c", "echo $NEBIUS_TRUSTED_REGISTRY_HOSTS; echo $NEBIUS_ENDPOINT");

        Assert.Matches(@"^localhost:\d+\nhttp://127\.0\.0\.1:\d+\n$", result.Output);
        Assert.Contains("a trusted host over plain HTTP", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminating_the_world_terminates_its_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");

        // The parent of the shell is the emulator.
        ToolResult result = await RunAsync("sh", "-c", "trap 'echo ended; exit 3' TERM; kill -TERM $PPID; while :; do sleep 0.05; done");

        Assert.Equal((3, "ended\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Ctrl_C_is_left_to_the_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script.");

        ToolResult result = await RunAsync("sh", "-c", "kill -INT $PPID; echo goes on; exit 5");

        Assert.Equal((5, "goes on\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task A_failed_command_that_wanted_another_host_is_told_to_restore_before()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no proxy on other systems.");
        Tools.Require("curl");

        ToolResult failed = await RunAsync("sh", "-c", "curl -s https://feed.example.test/v3/index.json; exit 6");
        ToolResult succeeded = await RunAsync("sh", "-c", "curl -s https://feed.example.test/v3/index.json; exit 0");

        Assert.Equal(6, failed.ExitCode);
        Assert.Contains("refused a connection to feed.example.test:443", failed.Error, StringComparison.Ordinal);
        Assert.Contains("\n  dotnet restore\n", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("refused", succeeded.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-command", 127)]
    [InlineData("/dev/null", 126)]
    [InlineData("/", 126)]
    [InlineData("", 125)]
    public async Task A_command_that_cannot_be_started_has_an_exit_code_of_its_own(string command, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of Unix.");

        ToolResult result = await RunAsync(command);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_option_is_reported_with_the_command_for_the_help()
    {
        ToolResult result = await RunAsync("--nonsense");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("--nonsense", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_option_prints_the_usage_and_succeeds()
    {
        ToolResult result = await RunAsync("--help");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("--authorized-key", result.Output, StringComparison.Ordinal);
    }

    private static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    private static Task<ToolResult> RunAsync(Dictionary<string, string?> environment, params string[] arguments) =>
        Tools.RunAsync("dotnet", [Executable, .. arguments], environment);
}
