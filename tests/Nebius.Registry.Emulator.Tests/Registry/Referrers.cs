using System.Net;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers</summary>
public sealed class Referrers(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private const string Signature = "application/vnd.example.signature";
    private const string Sbom = "application/vnd.example.sbom";

    [Fact]
    public async Task A_manifest_with_a_subject_is_listed_as_its_referrer()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] subject = await user.PrepareImageAsync("app");
        string referrer = await user.PushImageAsync("app", "sig", Refers(subject, Signature));

        JsonNode index = await ListAsync(user, RegistryUser.DigestOf(subject));

        JsonNode descriptor = Assert.Single(index["manifests"]!.AsArray())!;
        Assert.Equal(referrer, descriptor["digest"]!.GetValue<string>());
        Assert.Equal(Signature, descriptor["artifactType"]!.GetValue<string>());
        Assert.Equal("there", descriptor["annotations"]!["hello"]!.GetValue<string>());
        Assert.Equal(RegistryUser.IndexType, index["mediaType"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_push_with_a_missing_subject_still_returns_the_subject_header()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] subject = RegistryUser.Bytes("never pushed");
        byte[] referrer = await user.PrepareImageAsync("app", Refers(subject, Signature));

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Put, "app/manifests/sig", referrer, RegistryUser.ManifestType);

        Assert.Equal(RegistryUser.DigestOf(subject), RegistryUser.Header(response, "OCI-Subject"));
    }

    [Fact]
    public async Task A_referrer_without_an_artifact_type_is_listed_with_its_configs_media_type()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] subject = await user.PrepareImageAsync("app");
        await user.PushImageAsync("app", "sig", Refers(subject, artifactType: null));

        JsonNode index = await ListAsync(user, RegistryUser.DigestOf(subject));

        Assert.Equal("application/vnd.oci.image.config.v1+json", index["manifests"]![0]!["artifactType"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_artifact_type_filter_of_referrers_is_applied_and_announced()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] subject = await user.PrepareImageAsync("app");
        await user.PushImageAsync("app", "sig", Refers(subject, Signature));
        string sbom = await user.PushImageAsync("app", "sbom", Refers(subject, Sbom));

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Get, $"app/referrers/{RegistryUser.DigestOf(subject)}?artifactType={Sbom}");

        Assert.Equal("artifactType", RegistryUser.Header(response, "OCI-Filters-Applied"));
        JsonNode index = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!;
        Assert.Equal(sbom, Assert.Single(index["manifests"]!.AsArray())!["digest"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deleted_referrer_is_no_longer_listed()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] subject = await user.PrepareImageAsync("app");
        string referrer = await user.PushImageAsync("app", "sig", Refers(subject, Signature));
        await user.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"app/manifests/{referrer}");

        Assert.Empty((await ListAsync(user, RegistryUser.DigestOf(subject)))["manifests"]!.AsArray());
    }

    [Fact]
    public async Task An_unknown_digest_has_an_empty_list_of_referrers()
    {
        using RegistryUser user = fixture.AddUser();

        Assert.Empty((await ListAsync(user, RegistryUser.DigestOf([])))["manifests"]!.AsArray());
    }

    [Fact]
    public async Task Referrers_of_a_malformed_digest_give_400()
    {
        using RegistryUser user = fixture.AddUser();

        await user.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "app/referrers/sha256:baddigeststring");
    }

    private static JsonObject Refers(byte[] subject, string? artifactType)
    {
        JsonObject properties = new()
        {
            ["subject"] = RegistryUser.Descriptor(RegistryUser.ManifestType, subject),
            ["annotations"] = new JsonObject { ["hello"] = "there" },
        };
        if (artifactType is not null)
        {
            properties["artifactType"] = artifactType;
        }

        return properties;
    }

    private static async Task<JsonNode> ListAsync(RegistryUser user, string digest)
    {
        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"app/referrers/{digest}");
        Assert.Equal(RegistryUser.IndexType, response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!;
    }
}
