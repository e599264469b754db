using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Calls that the emulator does not know, as a gRPC server answers them.</summary>
public sealed class UnknownCalls(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Theory]
    [InlineData("https://compute.api.nebius.cloud", "/nebius.compute.v1.InstanceService/List", "unknown service nebius.compute.v1.InstanceService")]
    [InlineData("https://cpl.iam.api.nebius.cloud", "/nebius.iam.v1.GroupService/List", "unknown service nebius.iam.v1.GroupService")]
    [InlineData("https://cpl.iam.api.nebius.cloud", "/nebius.iam.v1.StaticKeyService/Update", "unknown method Update for service nebius.iam.v1.StaticKeyService")]
    [InlineData("https://registry.api.nebius.cloud", "/nebius.registry.v1.RegistryService/Delete", "unknown method Delete for service nebius.registry.v1.RegistryService")]
    [InlineData("https://tokens.iam.api.nebius.cloud", "/nebius.iam.v1.StaticKeyService/List", "unknown service nebius.iam.v1.StaticKeyService")]
    [InlineData("", "/nebius.iam.v1.GroupService/List", "unknown service nebius.iam.v1.GroupService")]
    [InlineData("", "/nebius.iam.v1.StaticKeyService/Update", "unknown method Update for service nebius.iam.v1.StaticKeyService")]
    [InlineData("", "/nonsense", "malformed method name")]
    public async Task An_unknown_call_is_unimplemented_in_a_trailers_only_answer(string address, string method, string message)
    {
        address = address.Length == 0 ? fixture.World.LocalIamAddress.GetLeftPart(UriPartial.Authority) : address;
        using HttpClient client = new(fixture.World.CreateHandler());
        using HttpRequestMessage request = new(HttpMethod.Post, address + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };

        using HttpResponseMessage answer = await client.SendAsync(request, Cancellation.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/grpc", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("12", Assert.Single(answer.Headers.GetValues("grpc-status")));
        Assert.Equal(message, Uri.UnescapeDataString(Assert.Single(answer.Headers.GetValues("grpc-message"))));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation.Token));
    }

    [Fact]
    public async Task A_gRPC_client_sees_the_status_with_the_request_id()
    {
        using ApiUser user = new(fixture.World);
        var registries = new OperationService.OperationServiceClient(user.Connect("https://tokens.iam.api.nebius.cloud"));

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await registries.GetAsync(new GetOperationRequest { Id = "operation-e00x" }, user.Options()));

        Assert.Equal((StatusCode.Unimplemented, "unknown service nebius.common.v1.OperationService"), (refusal.StatusCode, refusal.Status.Detail));
        Assert.NotNull(refusal.Trailers.GetValue("x-request-id"));
    }
}
