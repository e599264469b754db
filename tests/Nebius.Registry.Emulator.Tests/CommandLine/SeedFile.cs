using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>The executable with a seed.</summary>
public sealed partial class SeedFile : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task The_example_of_the_documentation_runs_and_does_what_its_comments_say()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The command is a shell script with a proxy.");
        Tools.Require("curl");
        string example = Example().Match(RepositoryFile.Read("docs/emulator.md")).Groups["json"].Value;
        const string Script = """
            code() { curl -sS -o /dev/null -w '%{http_code} ' "$@"; }
            code -u "iam:$NEBIUS_REGISTRY_STATIC_KEY" https://cr.eu-north1.nebius.cloud/v2/token/
            code -u iam:v1.expired.sig https://cr.eu-north1.nebius.cloud/v2/token/
            code https://cr.eu-west1.nebius.cloud/v2/
            code https://cr.eu-west1.nebius.cloud/v2/
            code https://cr.eu-west1.nebius.cloud/v2/
            echo "$NEBIUS_REGISTRY_STATIC_KEY"
            curl -sS "$HTTPS_PROXY/?format=json"
            """;

        ToolResult result = await RunAsync(example, "sh", "-c", Script);

        string[] answers = result.Output.Split('\n', 2);
        JsonArray registries = JsonNode.Parse(answers[1])!["registries"]!.AsArray();
        Assert.Equal("200 401 503 503 401 v1.ci-key.signature", answers[0]);
        Assert.Equal(["registry-e00abc ACTIVE", "registry-e01abc SUSPENDED"], registries.Select(one => $"{one!["id"]} {one["state"]}"));
        Assert.DoesNotContain("v1.ci-key.signature", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_value_is_reported_with_its_path_and_without_secrets()
    {
        const string Seed = """
            {
              "accounts": [{ "id": "serviceaccount-e00ci" }, { "id": "serviceaccount-e00ci" }, { "id": "nope" }, 5],
              "registries": [
                { "id": "registry-e00abc", "region": "eu-nort1", "rights": { "serviceaccount-e00x": "push", "serviceaccount-e00ci": "write" } },
                { "id": "e00abc", "region": "eu-north1", "anonymouspull": true },
                { "region": "eu-west1", "state": 1 },
              ],
              "keys": [
                { "account": "serviceaccount-e00zz", "token": "canary canary" },
                { "expires": "soon", "service": "S3" },
                { "expiresInDays": 1.5, "token": "same" }, { "token": "same" }, // the same twice
              ],
              "faults": [
                {}, 7,
                { "endpoint": "TokenExchang", "fault": "unavailable" },
                { "endpoint": "TokenExchange", "fault": "status", "status": 42, "seconds": 3, "times": 0 },
                { "endpoint": "BlobRead", "fault": "realm", "realm": "x" },
              ],
              "surprise \u001b": 1,
            }
            """;

        ToolResult result = await RunAsync(Seed, "true");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("error EMU1103: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            [
                "$.accounts[1].id", "$.accounts[2].id", "$.accounts[3]", "$.faults[0].endpoint", "$.faults[0].fault", "$.faults[1]", "$.faults[2].endpoint",
                "$.faults[3].seconds", "$.faults[3].status", "$.faults[3].times", "$.faults[4].endpoint", "$.faults[4].realm", "$.keys[0].account",
                "$.keys[0].token", "$.keys[1].expires", "$.keys[1].service", "$.keys[2].expiresInDays", "$.keys[3].token",
                "$.registries[0].region", "$.registries[0].rights[\"serviceaccount-e00ci\"]", "$.registries[0].rights[\"serviceaccount-e00x\"]",
                "$.registries[1].anonymouspull", "$.registries[1].id", "$.registries[2].id", "$.registries[2].state", "$[\"surprise \\u001B\"]",
            ],
            ProblemPath().Matches(result.Error).Select(match => match.Groups["path"].Value).Order(StringComparer.Ordinal));
        Assert.Contains("$.registries[0].region is \"eu-nort1\". Expected: eu-north1, ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"accounts\":\n  [canary", "EMU1102", "line 2, column 4")]
    [InlineData("{ \"keys\": [], \"keys\": [] }", "EMU1103", "$.keys is there twice.")]
    [InlineData("{ \"keys\": [{ \"token\": \"canary\\ud800\" }] }", "EMU1102", "half of a surrogate pair")]
    [InlineData("{ \"\\ud800canary\": 1 }", "EMU1102", "half of a surrogate pair")]
    [InlineData("[]", "EMU1103", "$ is a list. Expected: an object")]
    [InlineData("{ \"accounts\": [] }", "EMU1103", "$.accounts is a list. Expected: at least one account")]
    public async Task A_file_that_is_not_a_seed_is_reported_with_the_place(string content, string code, string message)
    {
        ToolResult result = await RunAsync(content, "true");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains($"error {code}: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("none.json")]
    public async Task A_seed_without_an_end_or_that_does_not_exist_is_reported(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The device is one of Unix.");

        ToolResult result = await Tools.RunAsync(
            "dotnet", [ServingProcess.Executable, "--seed", file, "true"], new Dictionary<string, string?>());

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("error EMU1101: ", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ToolResult> RunAsync(string seed, params string[] command) => Tools.RunAsync(
        "dotnet", [ServingProcess.Executable, $"--seed={_folder.Write("seed.json", seed)}", "--", .. command], new Dictionary<string, string?>());

    [GeneratedRegex("```json\n(?<json>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^  (?<path>\$\S*(?: \\u001B""\])?) (is |isn't |names )", RegexOptions.Multiline)]
    private static partial Regex ProblemPath();
}
