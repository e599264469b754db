using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>An edit adds its entry to any file and keeps everything else, or leaves each byte unchanged and says so.</summary>
public sealed class LosslessConfigEdits : IDisposable
{
    private static readonly Gen<string> Leaf = Gen.OneOf(
        "null", "1", "1.50", "1e400", "true", "\"\"", "\"text\"", "\"\\ud800\"", "\"\\u00e4 <b>\"", "[]", "[1, \"a\"]", "{}", "{ \"a\": 1, \"a\": 2 }", "{ \"auth\": \"aWFtOmE=\" }");

    private static readonly Gen<string> Section = Gen.OneOf(Leaf, Object(Gen.OneOf(Hosts.EuWest1.Name, "ghcr.io", "\\u0063r.eu-west1.nebius.cloud"), Leaf));

    private static readonly Gen<string> Config = Object(Gen.OneOf("auths", "credHelpers", "credsStore", "psFormat", "currentContext"), Section);

    private static readonly Gen<string> Broken = Gen.Select(Config, Gen.Int[0, 200], Gen.OneOf("", "{", "\"", ",", "\0", "\ufeff")).Select(
        (text, at, piece) => text.Insert(Math.Min(at, text.Length), piece));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-edits-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public Task An_edit_of_any_JSON_config_keeps_all_else_or_leaves_the_file_unchanged() =>
        Config.SampleAsync(EditAsync, iter: 500, threads: 1);

    [Fact]
    public Task An_edit_of_malformed_JSON_keeps_all_else_or_leaves_the_file_unchanged() =>
        Broken.SampleAsync(EditAsync, iter: 500, threads: 1);

    private async Task EditAsync(string content)
    {
        var file = Path.Join(_directory.FullName, "config.json");
        var before = Encoding.UTF8.GetBytes(content);
        await File.WriteAllBytesAsync(file, before);
        var request = new HelperEntriesRequest { File = file, Hosts = [Hosts.EuWest1.Name], Helper = HelperEntries.OwnHelper };
        try
        {
            if ((await HelperEntries.ApplyAsync(request, CancellationToken.None)).Changes.Count == 0)
            {
                Assert.Equal(before, await File.ReadAllBytesAsync(file));
                return;
            }
        }
        catch (NebiusRegistryException error)
        {
            Assert.Equal(MessageCodes.ConfigFileNotEdited, error.Code);
            Assert.Equal(before, await File.ReadAllBytesAsync(file));
            return;
        }

        var old = Read(content.TrimStart('\ufeff') is { Length: > 0 } text ? text : "{}");
        var edited = Read(await File.ReadAllTextAsync(file));
        var there = old["credHelpers"]?[Hosts.EuWest1.Name];
        Assert.Equal(there?.GetValue<string>() ?? HelperEntries.OwnHelper, edited["credHelpers"]![Hosts.EuWest1.Name]!.GetValue<string>());
        edited["credHelpers"]!.AsObject().Remove(Hosts.EuWest1.Name);
        (old["credHelpers"] as JsonObject)?.Remove(Hosts.EuWest1.Name);
        if (old["credHelpers"] is null && edited["credHelpers"] is JsonObject { Count: 0 })
        {
            edited.Remove("credHelpers");
            old.Remove("credHelpers");
        }

        Assert.Equal(old.ToJsonString(), edited.ToJsonString());
        Assert.Equal([file], Directory.GetFiles(_directory.FullName));
    }

    // A lone surrogate is kept, but can't be compared.
    private static JsonObject Read(string json) => JsonNode.Parse(json.Replace("\\ud800", "half", StringComparison.Ordinal))!.AsObject();

    private static Gen<string> Object(Gen<string> name, Gen<string> value) => Gen.Select(name, value).Array[0, 4].Select(
        members => $"{{{string.Join(", ", members.DistinctBy(member => member.Item1).Select(member => $"\"{member.Item1}\": {member.Item2}"))}}}");
}
