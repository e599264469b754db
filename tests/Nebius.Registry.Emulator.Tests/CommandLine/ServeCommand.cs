using System.Net;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>The executable that stays up for other programs.</summary>
public sealed class ServeCommand : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task Serving_with_json_prints_one_line_that_a_program_can_use_and_ends_with_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        await using ServingProcess emulator = ServingProcess.Start("--json", "--advertise", "emulator:8080");

        JsonNode world = JsonNode.Parse((await emulator.Output.ReadLineAsync(Cancellation.Token))!)!;

        Assert.Equal("http://emulator:8080", (string?)world["url"]);
        Assert.Equal("cr.eu-north1.nebius.cloud/e00abc", (string?)world["registries"]![0]!["path"]);
        Assert.StartsWith("v1.", (string?)world["environment"]!["NEBIUS_REGISTRY_STATIC_KEY"], StringComparison.Ordinal);
        Assert.Contains("HTTP_PROXY", world["environment"]!.AsObject().Select(variable => variable.Key));
        Assert.Equal(0, await emulator.StopAsync());
    }

    [Fact]
    public async Task The_printed_lines_connect_a_shell_to_the_world()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux clients read SSL_CERT_FILE.");
        Tools.Require("curl");
        await using ServingProcess emulator = ServingProcess.Start();
        List<string> lines = [];
        while (lines is not [.., ['e', ..] last] || !last.StartsWith("export SSL_CERT_DIR=", StringComparison.Ordinal))
        {
            lines.Add((await emulator.Output.ReadLineAsync(Cancellation.Token))!);
        }

        string script = _folder.Write(
            "script", string.Join('\n', lines) + "\ncurl -sS -u iam:$NEBIUS_REGISTRY_STATIC_KEY -o /dev/null -w '%{http_code}' https://cr.eu-west1.nebius.cloud/v2/token/\n");
        ToolResult result = await Tools.RunAsync("sh", [script], new Dictionary<string, string?>());

        Assert.Equal(("200", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task The_files_are_there_when_the_world_is_and_gone_with_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        string environment = _folder.Write("world.env", "# Written by nebius-registry-emulator.\nNEBIUS_IAM_TOKEN=of-an-emulator-that-was-killed\n");
        string authority = _folder.File("ca.crt");
        await using ServingProcess emulator = ServingProcess.Start("--env-file", environment, "--ca-file", authority, "--json", "--authorized-key");
        JsonNode world = JsonNode.Parse((await emulator.Output.ReadLineAsync(Cancellation.Token))!)!;

        string[] lines = await File.ReadAllLinesAsync(environment, Cancellation.Token);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        string served = await client.GetStringAsync(new Uri($"{world["url"]}/ca.crt"), Cancellation.Token);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(environment) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Contains($"SSL_CERT_FILE={authority}", lines);
        Assert.Contains(lines, line => line.StartsWith("NEBIUS_AUTHORIZED_KEY={", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("killed", StringComparison.Ordinal));
        Assert.All(lines.Skip(1), line => Assert.Matches("^[A-Za-z_]+=[^$\"' #]|^NEBIUS_AUTHORIZED_KEY=", line));
        Assert.EndsWith(served, await File.ReadAllTextAsync(authority, Cancellation.Token), StringComparison.Ordinal);
        Assert.Equal(0, await emulator.StopAsync(IgnoresHangUp ? "TERM" : "HUP"));
        Assert.False(File.Exists(environment) || File.Exists(authority));
    }

    [Fact]
    public async Task A_file_of_the_user_is_not_replaced()
    {
        string own = _folder.Write(".env", "SECRET=mine\n");

        ToolResult result = await RunAsync("--serve", "--env-file", own);

        Assert.Equal(125, result.ExitCode);
        Assert.Contains($"error EMU1003: {own} can't be written: it exists", result.Error, StringComparison.Ordinal);
        Assert.Equal("SECRET=mine\n", await File.ReadAllTextAsync(own, Cancellation.Token));
    }

    [Fact]
    public async Task Folders_that_were_deleted_meanwhile_are_no_failure()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        string folder = Directory.CreateDirectory(_folder.File("folder")).FullName;
        await using ServingProcess emulator = ServingProcess.Start("--json", "--env-file", Path.Join(folder, "world.env"));
        JsonNode world = JsonNode.Parse((await emulator.Output.ReadLineAsync(Cancellation.Token))!)!;

        Directory.Delete(folder, recursive: true);
        Directory.Delete(Path.GetDirectoryName((string?)world["certificateAuthorityFile"])!, recursive: true);

        Assert.Equal(0, await emulator.StopAsync());
    }

    [Theory]
    [InlineData("--advertise emulator:99999", "EMU1001: --advertise emulator:99999 isn't")]
    [InlineData("--env-file world.env --ca-file ./world.env", "EMU1001: --env-file and --ca-file name the same file")]
    [InlineData("> /dev/full", "EMU1003: The standard output can't be written: No space left on device")]
    [InlineData(">&-", "EMU1003: The standard output can't be written: Bad file descriptor")]
    [InlineData("2>&-", "")]
    public async Task A_mistake_is_reported_without_a_stack_trace(string arguments, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The standard output is one of Linux.");

        ToolResult result = await Tools.RunAsync(
            "sh", ["-c", $"dotnet {ServingProcess.Executable} --serve {arguments}"], new Dictionary<string, string?>(), _folder.File("."));

        Assert.Equal(125, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_directory_that_does_not_exist_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The variable is one of Unix.");

        ToolResult result = await Tools.RunAsync(
            "dotnet", [ServingProcess.Executable, "true"], new Dictionary<string, string?> { ["TMPDIR"] = _folder.File("none") });

        Assert.Equal(125, result.ExitCode);
        Assert.Contains($"EMU1003: The temporary directory {_folder.File("none")}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_with_its_address()
    {
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);

        ToolResult result = await RunAsync("--listen", world.ProxyAddress.Authority, "true");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains($"error EMU1002: Can't listen on {world.ProxyAddress.Authority}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_addresses_can_be_listened_on()
    {
        EmulatorOptions options = new() { Listen = new IPEndPoint(IPAddress.Any, 0) };
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(options, Cancellation.Token);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });

        string page = await client.GetStringAsync(new Uri($"http://127.0.0.2:{world.ProxyAddress.Port}/"), Cancellation.Token);

        Assert.StartsWith("Nebius emulator", page, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // The emulator inherits it from nohup: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html.
    private static bool IgnoresHangUp => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
            && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) & 1) != 0);

    private static Task<ToolResult> RunAsync(params string[] arguments) =>
        Tools.RunAsync("dotnet", [ServingProcess.Executable, .. arguments], new Dictionary<string, string?>());
}
