using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary><c>pull-secret</c> prints what Kubernetes takes: its client library reads it, without any field that it doesn't know.</summary>
public sealed class PullSecrets(InstalledTool tool)
{
    private static readonly JsonSerializerOptions KnownFieldsOnly = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    [Fact]
    public async Task A_secret_in_JSON_has_a_login_for_each_registry()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await PrintAsync(scene, scene.WithStaticKey, "eu-west1 eu-north1 --name nebius --namespace shop --json");

        ran.Succeeds();
        var secret = KubernetesJson.Deserialize<V1Secret>(await PrintedAsync(scene), KnownFieldsOnly);
        Assert.Equal(("v1", "Secret", "kubernetes.io/dockerconfigjson"), (secret.ApiVersion, secret.Kind, secret.Type));
        Assert.Equal(("nebius", "shop"), (secret.Name(), secret.Namespace()));
        Assert.Null(secret.Annotations());
        var auths = JsonNode.Parse(Config(secret))!["auths"]!.AsObject();
        Assert.Equal([Scene.West, Scene.North], auths.Select(entry => entry.Key));
        Assert.All(auths, entry => Assert.Equal($"iam:{scene.StaticKey.Token}", Decoded(entry.Value!["auth"]!)));
    }

    [Fact]
    public async Task A_secret_in_YAML_says_when_the_key_expires_and_podman_pulls_with_it()
    {
        Testing.Tool.Require("python3", "skopeo");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        var environment = new Dictionary<string, string?>([.. scene.WithStaticKey, .. scene.WithAuthorizedKey]) { ["NEBIUS_REGION"] = "eu-west1" };

        (await PrintAsync(scene, environment, "--name nebius")).Succeeds().Says("the secret has a static key, which expires at 20");

        var yaml = await PrintedAsync(scene);
        Assert.Matches("""^apiVersion: v1\nkind: Secret\nmetadata:\n  name: "nebius"\n  annotations:\n    registry\.nebius\.com/expires-at: "20[0-9-]+T[0-9:]+Z"\n""", yaml);
        var secret = KubernetesYaml.Deserialize<V1Secret>(yaml, strict: true);
        Assert.Equal("kubernetes.io/dockerconfigjson", secret.Type);
        Assert.Equal([".dockerconfigjson"], secret.Data.Keys);
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "auth.json"), Config(secret), TestContext.Current.CancellationToken);
        (await scene.RunAsync("skopeo", ["inspect", "--raw", "--authfile", Path.Join(scene.Secrets, "auth.json"), $"docker://{image}"])).Succeeds();
    }

    [Theory]
    [InlineData("eu-west1 --name nebius", 1, "NEBIUS1708")]
    [InlineData("eu-west1 --name nebius --allow-short-lived", 0, "stop working within 12 hours")]
    [InlineData("eu-west1 --name Nebius", 2, "'Nebius' isn't a name that Kubernetes accepts")]
    [InlineData("eu-west1 --name nebius --namespace a_b", 2, "'a_b' isn't a namespace")]
    [InlineData("eu-west1 --name nebius --namespace shop.eu", 2, "'shop.eu' isn't a namespace")]
    [InlineData("eu-west1", 2, "--name")]
    [InlineData("--name nebius", 2, "No registry given")]
    public async Task An_access_token_is_refused_unless_it_is_allowed(string arguments, int exitCode, string said)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await PrintAsync(scene, scene.WithAuthorizedKey, arguments);

        Assert.Equal(exitCode, ran.ExitCode);
        ran.Says(said);
        Assert.Equal(exitCode == 0, (await PrintedAsync(scene)).Length > 0);
    }

    [Fact]
    public async Task Names_that_only_Kubernetes_takes_for_a_string_are_accepted_and_quoted()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var longest = new string('a', 63);
        foreach (var (name, ns) in new[] { ("true", "null"), ("1e3", "0x1"), ($"{longest}{longest}.b", longest) })
        {
            (await PrintAsync(scene, scene.WithStaticKey, $"eu-west1 --name {name} --namespace {ns}")).Succeeds();

            var secret = KubernetesYaml.Deserialize<V1Secret>(await PrintedAsync(scene), strict: true);
            Assert.Equal((name, ns), (secret.Name(), secret.Namespace()));
        }
    }

    [Fact]
    public void The_client_library_of_Kubernetes_refuses_a_secret_with_a_misspelled_field()
    {
        const string Yaml = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: nebius\n";

        Assert.Equal("nebius", KubernetesYaml.Deserialize<V1Secret>(Yaml, strict: true).Name());
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.Deserialize<V1Secret>(Yaml + "dat: {}\n", strict: true));
        Assert.ThrowsAny<Exception>(() => KubernetesJson.Deserialize<V1Secret>("""{"kind":"Secret","dat":{}}""", KnownFieldsOnly));
    }

    [Fact]
    public async Task An_expired_token_is_reported()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await PrintAsync(scene, PasswordsForPipes.WithExpiredToken, "eu-west1 --name nebius --allow-short-lived");

        ran.Succeeds().Says("NEBIUS3002").Says("which expired at 2020-09-13");
    }

    private Task<CommandResult> PrintAsync(Scene scene, IReadOnlyDictionary<string, string?> environment, string arguments) =>
        scene.RunAsync("sh", ["-c", $"nebius-registry pull-secret {arguments} > '{scene.Secrets}/printed'"], tool.With(environment));

    private static Task<string> PrintedAsync(Scene scene) =>
        File.ReadAllTextAsync(Path.Join(scene.Secrets, "printed"), TestContext.Current.CancellationToken);

    private static string Config(V1Secret secret) => Encoding.UTF8.GetString(secret.Data[".dockerconfigjson"]);

    private static string Decoded(JsonNode base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));
}
