using System.Net;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags</summary>
public sealed class TagList(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Fact]
    public async Task The_tag_list_has_all_tags_in_order_under_the_full_repository_name()
    {
        using RegistryUser user = await PushAsync("b", "a", "C");

        JsonNode body = await ReadAsync(await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "app/tags/list"));

        Assert.Equal($"{user.Registry.Id}/app", body["name"]!.GetValue<string>());
        Assert.Equal(["C", "a", "b"], Tags(body));
    }

    [Fact]
    public async Task Following_the_links_of_the_tag_list_returns_every_tag()
    {
        using RegistryUser user = await PushAsync("a", "b", "c", "d", "e");
        List<string> seen = [];
        string? next = "app/tags/list?n=2";
        while (next is not null)
        {
            HttpResponseMessage page = await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, next);
            List<string> tags = Tags(await ReadAsync(page));
            Assert.InRange(tags.Count, 1, 2);
            seen.AddRange(tags);
            string link = RegistryUser.Header(page, "Link");
            next = link.Length == 0 ? null : link[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(["a", "b", "c", "d", "e"], seen);
    }

    [Theory]
    [InlineData("last=b", "c")]
    [InlineData("last=bb", "c")]
    [InlineData("last=c", "")]
    [InlineData("n=1&last=a", "b")]
    [InlineData("n=0", "")]
    [InlineData("n=99", "a b c")]
    public async Task The_parameters_n_and_last_select_a_part_of_the_tag_list(string query, string expected)
    {
        using RegistryUser user = await PushAsync("a", "b", "c");

        JsonNode body = await ReadAsync(await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"app/tags/list?{query}"));

        Assert.Equal(expected, string.Join(' ', Tags(body)));
    }

    [Fact]
    public async Task An_invalid_page_size_of_the_tag_list_gives_400()
    {
        using RegistryUser user = await PushAsync("a");

        await user.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "app/tags/list?n=-1");
    }

    private async Task<RegistryUser> PushAsync(params string[] tags)
    {
        RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("app");
        foreach (string tag in tags)
        {
            await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"app/manifests/{tag}", manifest, RegistryUser.ManifestType);
        }

        return user;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!;

    private static List<string> Tags(JsonNode body) => [.. body["tags"]!.AsArray().Select(tag => tag!.GetValue<string>())];
}
