// Runs samples and checks in the registries what they pushed. The root's build.cake starts it inside the emulator, with restored copies.

using System.IO.Compression;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

const string North = "cr.eu-north1.nebius.cloud", West = "cr.eu-west1.nebius.cloud", Version = "1.2.3";
var copies = MakeAbsolute(Directory(Argument<string>("copies")));
var key = EnvironmentVariable("NEBIUS_REGISTRY_STATIC_KEY");

// The emulator's proxy and certificate are in the environment, where HttpClient finds them.
var client = new HttpClient();

Task("WebApp").Does(() =>
{
    var output = RunSample("WebApp");
    var digest = Pushed(output, North, "web-app");
    foreach (var tag in new[] { Version, "latest" })
    {
        Equal(digest, Manifest(North, "web-app", tag).Digest, $"the digest of web-app:{tag}");
    }

    var copy = Regex.Match(output, $@"copied to {Regex.Escape($"{West}/e01abc/web-app")}@(sha256:[0-9a-f]{{64}})");
    Equal(digest, copy.Groups[1].Value, "the digest that web-app says it copied");
    Equal(digest, Manifest(West, "web-app", Version).Digest, "the digest of web-app in the other region");
    foreach (var image in Manifest(West, "web-app", "latest").Json["manifests"].AsArray())
    {
        Require(Manifest(West, "web-app", (string)image["digest"]) is not null, "The copy of web-app lacks an image.");
    }

    var platforms = Manifest(North, "web-app", digest).Json["manifests"].AsArray();
    Equal("amd64 arm64", string.Join(' ', platforms.Select(image => (string)image["platform"]["architecture"]).Order()), "web-app's architectures");
    foreach (var platform in platforms)
    {
        var image = Manifest(North, "web-app", (string)platform["digest"]);
        var config = JsonNode.Parse(Blob(North, "web-app", (string)image.Json["config"]["digest"]));
        Equal((string)platform["platform"]["architecture"], (string)config["architecture"], "an architecture in web-app's configs");
    }
});

Task("Charts").Does(() =>
{
    var output = RunSample("Charts");
    var image = Pushed(output, North, "hello-charts");
    Equal(image, Manifest(North, "hello-charts", Version).Digest, "the digest of hello-charts");
    foreach (var name in new[] { "charts/hello", "charts/hello-job" })
    {
        var chart = Manifest(North, name, Version);
        Equal(Pushed(output, North, name), chart.Digest, $"the digest of {name}");
        var archive = Blob(North, name, (string)chart.Json["layers"][0]["digest"]);
        Require(Unpacked(archive).Contains($"reference: \"{North}/e00abc/hello-charts@{image}\""), $"values.yaml of {name} does not name the image.");
        Require(Rendered(archive) is not { } text || text.Contains($"image: \"{North}/e00abc/hello-charts@{image}\""), $"helm does not put the image into {name}.");
    }
});

Task("Solution").Does(() =>
{
    var output = RunSample("Solution");
    foreach (var service in new[] { "shop/mailer", "shop/orders" })
    {
        Equal(Pushed(output, North, service), Manifest(North, service, Version).Digest, $"the digest of {service}");
    }

    Require(Manifest(North, "shop/contracts", Version) is null, "The library was pushed too.");
});

Task("Cake").Does(() =>
{
    var output = RunSample("Cake");
    foreach (var host in new[] { North, West })
    {
        foreach (var name in new[] { "hello-cake", "charts/hello" })
        {
            Equal(Pushed(output, North, name), Manifest(host, name, "1.0.0").Digest, $"the digest of {name} at {host}");
            Equal(Pushed(output, host, name), Pushed(output, North, name), $"the digest that the sample said for {name} at {host}");
        }
    }
});

Task("Aspire").Does(() =>
{
    var storage = copies.CombineWithFilePath("storage.conf").FullPath;
    var images = copies.Combine("images");
    System.IO.File.WriteAllText(storage, $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{images}/graph\"\nrunroot = \"{images}/run\"\n");
    var environment = new Dictionary<string, string>
    {
        // Neither the user's logins nor the user's images change.
        ["HOME"] = copies.Combine("home").FullPath,
        ["DOTNET_CLI_HOME"] = copies.Combine("home").FullPath,
        ["XDG_RUNTIME_DIR"] = "",
        ["CONTAINERS_STORAGE_CONF"] = storage,
        ["ASPIRE_CONTAINER_RUNTIME"] = "podman",
        ["PATH"] = $"{copies.Combine("tools")}:{EnvironmentVariable("PATH")}",
    };
    EnsureDirectoryExists(copies.Combine("home"));
    Run(copies, "nebius-registry configure eu-north1", environment);

    var output = RunSample("Aspire", environment, "--step push ");
    Require(output.Contains($"Podman push for {North}/e00abc/web:{Version} succeeded."), "Aspire did not say that podman pushed the image.");
    var pushed = Manifest(North, "web", Version);
    var config = JsonNode.Parse(Blob(North, "web", (string)pushed.Json["config"]["digest"]));
    Equal("amd64", (string)config["architecture"], "the architecture of web");

    output = RunSample("Aspire", environment, "--step push-without-engine ");
    Equal(Pushed(output, North, "web"), Manifest(North, "web", Version).Digest, "the digest of web");
    Require(pushed.Digest != Manifest(North, "web", Version).Digest, "The second push did not replace the first.");
    Run(copies, "podman rmi --all --force", environment);
});

var all = Task("All");
foreach (var sample in Argument<string>("samples").Split('+'))
{
    all.IsDependentOn(sample);
}

RunTarget("All");

// Runs the command of the sample's README as it is.
string RunSample(string sample, Dictionary<string, string> environment = null, string option = "")
{
    var copy = copies.Combine(sample);
    const string Emulator = "    dnx --yes Nebius.Registry.Emulator -- ";
    var lines = System.IO.File.ReadLines(copy.CombineWithFilePath("README.md").FullPath);
    return Run(copy, lines.Single(line => line.StartsWith(Emulator) && line.Contains(option))[Emulator.Length..], environment);
}

string Run(DirectoryPath directory, string command, Dictionary<string, string> environment)
{
    Information("$ {0}", command);
    var output = new List<string>();
    var exitCode = StartProcess("bash", new ProcessSettings
    {
        Arguments = new ProcessArgumentBuilder().Append("-c").AppendQuoted(command),
        WorkingDirectory = directory,
        EnvironmentVariables = environment ?? [],
        RedirectStandardOutput = true,
        RedirectedStandardOutputHandler = line =>
        {
            if (line is not null)
            {
                Console.WriteLine(line);
                output.Add(Regex.Replace(line, @"\x1b\[[0-9;]*m", ""));
            }

            return line;
        },
    });
    Require(exitCode == 0, $"Exit code {exitCode} in {directory}: {command}");
    Require(!output.Any(line => line.Contains(key)), $"The static key is in the output of: {command}");
    return string.Join('\n', output);
}

// The digest that the sample says it has pushed.
string Pushed(string output, string host, string name)
{
    var registry = host == North ? "e00abc" : "e01abc";
    var pushed = Regex.Match(output, $@"[Pp]ushed {Regex.Escape($"{host}/{registry}/{name}")}@(sha256:[0-9a-f]{{64}})");
    Require(pushed.Success, $"The sample did not say that it pushed {name} to {host}.");
    return pushed.Groups[1].Value;
}

// The manifest under a tag or digest, with the digest of its content; null if there is none.
FoundManifest Manifest(string host, string name, string reference)
{
    var response = Get(host, name, $"manifests/{reference}");
    if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
    {
        return null;
    }

    var content = response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync().Result;
    return new($"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}", JsonNode.Parse(content));
}

byte[] Blob(string host, string name, string digest) =>
    Get(host, name, $"blobs/{digest}").EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync().Result;

// As any client does it: the static key is the password for a token.
HttpResponseMessage Get(string host, string name, string path)
{
    var repository = $"{(host == North ? "e00abc" : "e01abc")}/{name}";
    var login = new HttpRequestMessage(HttpMethod.Get, $"https://{host}/v2/token/?service={host}&scope=repository:{repository}:pull");
    login.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"iam:{key}")));
    var token = JsonNode.Parse(client.Send(login).EnsureSuccessStatusCode().Content.ReadAsStream());
    var request = new HttpRequestMessage(HttpMethod.Get, $"https://{host}/v2/{repository}/{path}");
    request.Headers.Authorization = new("Bearer", (string)token["token"]);
    return client.Send(request);
}

// A tar archive has the content of its files as it is.
string Unpacked(byte[] archive)
{
    using var reader = new StreamReader(new GZipStream(new MemoryStream(archive), CompressionMode.Decompress));
    return reader.ReadToEnd();
}

// What helm makes of a chart, or null without helm.
string Rendered(byte[] archive)
{
    if (Context.Tools.Resolve("helm") is not { } helm)
    {
        Information("helm is not on PATH, so the chart is not rendered.");
        return null;
    }

    var file = copies.CombineWithFilePath("chart.tgz").FullPath;
    System.IO.File.WriteAllBytes(file, archive);
    var settings = new ProcessSettings { Arguments = $"template hello \"{file}\"", RedirectStandardOutput = true };
    Equal(0, StartProcess(helm, settings, out var lines), "helm's exit code");
    return string.Join('\n', lines);
}

void Equal<T>(T expected, T actual, string what) => Require(Equals(expected, actual), $"Not the expected value for {what}: {actual}, not {expected}.");

void Require(bool condition, string otherwise)
{
    if (!condition)
    {
        throw new CakeException(otherwise);
    }
}

sealed record FoundManifest(string Digest, JsonNode Json);
