using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Colors and progress on a terminal, which <c>script</c> stands in for, messages in between, and none of it in pipes.</summary>
public sealed class TerminalsAndPipes(InstalledTool tool)
{
    // In captured output, the carriage return before it ends a line.
    private const string Erase = "\e[K";

    [Theory]
    [InlineData("\e[31mNEBIUS1201:\e[0m", "")]
    [InlineData("\e[31mNEBIUS1201:\e[0m", "NO_COLOR=")]
    [InlineData(null, "NO_COLOR=1")]
    [InlineData(null, "NO_COLOR=false")]
    [InlineData(null, "TERM=dumb")]
    [InlineData(null, "TERM=")]
    [InlineData(null, "", " 2>&1 | cat")]
    public async Task Errors_are_red_on_a_terminal_unless_the_user_wants_no_color(string? colored, string variable, string redirection = "")
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await OnTerminalAsync(scene, new Dictionary<string, string?>(), $"{variable} nebius-registry get-login-password eu-west1{redirection}");

        ran.Says("NEBIUS1201").Says(colored ?? "NEBIUS1201:");
        Assert.Equal(colored is not null, ran.Output.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_marks_of_the_doctor_are_colored_and_its_JSON_is_not()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await OnTerminalAsync(scene, scene.WithStaticKey, "nebius-registry doctor eu-west1")).Says("  \e[32m✓\e[0m ");
        (await OnTerminalAsync(scene, scene.WithStaticKey, "CI=true nebius-registry doctor eu-west1 --json")).Says("\"healthy\"").DoesNotSay("\e");
    }

    [Fact]
    public async Task A_slow_exchange_is_shown_on_a_terminal_and_erased_and_in_pipes_and_CI_nothing_is()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Delay(TimeSpan.FromSeconds(1.6)), times: int.MaxValue);
        var command = $"NEBIUS_TOKEN_CACHE=Memory nebius-registry get-login-password eu-west1 > '{scene.Secrets}/printed'; echo end";

        var shown = await OnTerminalAsync(scene, scene.WithAuthorizedKey, command);

        shown.Matches("\\e\\[Kwaiting for tokens\\.iam\\.api\\.nebius\\.cloud \\([1-9][0-9]* s\\)");
        Assert.Equal("end", Screen(shown.Output));
        var others = await Task.WhenAll(
            RunAsync($"CI=true {command}"), RunAsync($"TERM=dumb {command}"), RunAsync(command.Replace("; echo", " 2> /dev/null; echo", StringComparison.Ordinal)), RunAsync(command.Replace("eu-west1", "eu-west1 -q", StringComparison.Ordinal)));
        Assert.All(others, other => Assert.Equal("end", other.Output.Trim()));

        Task<CommandResult> RunAsync(string one) =>
            scene.RunAloneAsync("script", ["-qec", one, "/dev/null"], new Dictionary<string, string?>(Terminal(scene.WithAuthorizedKey)));
    }

    [Fact]
    public async Task Verbose_says_which_sources_and_servers_are_asked_and_no_secret()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.WriteChart("charts/app", "app", "1.0.0");

        var (pushed, error) = await scene.RunApartAsync(tool, scene.WithAuthorizedKey, "helm", "push", "charts/app", "eu-west1/e00abc", "--verbose");

        Assert.StartsWith($"pushed {Scene.West}/e00abc/charts/app@sha256:", pushed.Succeeds().Output, StringComparison.Ordinal);
        Assert.All(
            [
                "  StaticKey: NEBIUS_REGISTRY_STATIC_KEY", "  AuthorizedKey: NEBIUS_AUTHORIZED_KEY_FILE is used\n",
                "  POST https://tokens.iam.api.nebius.cloud/nebius.iam.v1.TokenExchangeService/Exchange: HTTP 200 in ",
                $"  PUT https://{Scene.West}/v2/e00abc/charts/app/manifests/1.0.0: HTTP 201 in ", $"  {Scene.West}: iam with AuthorizedKey",
            ],
            line => Assert.Contains(line, error, StringComparison.Ordinal));
        Assert.DoesNotContain('?', error);
    }

    [Fact]
    public async Task Quiet_leaves_the_result_and_errors()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.WriteChart("charts/app", "app", "1.0.0");
        string[] push = ["helm", "push", "charts/app", "eu-west1/e00abc", "--quiet"];

        var (pushed, notes) = await scene.RunApartAsync(tool, scene.WithStaticKey, push);
        scene.Write("charts/app/values.yaml", "other: true\n");
        var (refused, error) = await scene.RunApartAsync(tool, scene.WithStaticKey, push);

        Assert.Empty(notes);
        Assert.Matches($@"\Apushed {Scene.West}/e00abc/charts/app@sha256:[0-9a-f]{{64}} \(app 1\.0\.0\)\z", pushed.Succeeds().Output.Trim());
        Assert.Equal((1, string.Empty), (refused.ExitCode, refused.Output));
        Assert.StartsWith("NEBIUS1604: ", error, StringComparison.Ordinal);
        Assert.Equal(2, (await scene.RunApartAsync(tool, scene.WithStaticKey, [.. push, "-v"])).Result.ExitCode);
    }

    private Task<CommandResult> OnTerminalAsync(Scene scene, IReadOnlyDictionary<string, string?> environment, string command)
    {
        Testing.Tool.Require("script");
        return scene.RunAsync("script", ["-qec", command, "/dev/null"], Terminal(environment));
    }

    private Dictionary<string, string?> Terminal(IReadOnlyDictionary<string, string?> environment) =>
        new(tool.With(environment)) { ["TERM"] = "xterm", ["NO_COLOR"] = null, ["SHELL"] = "/bin/sh" };

    // What a terminal shows in the end: an erasure removes the line before it.
    private static string Screen(string output)
    {
        var lines = new List<string> { string.Empty };
        foreach (var line in output.Split('\n'))
        {
            if (line.StartsWith(Erase, StringComparison.Ordinal))
            {
                lines[^1] = line[Erase.Length..];
            }
            else
            {
                lines.Add(line);
            }
        }

        return string.Join('\n', lines).Trim();
    }
}
