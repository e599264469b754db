namespace Nebius.Registry.Emulator.Tests;

public sealed class Lifetime
{
    [Fact]
    public async Task A_disposed_emulator_world_leaves_nothing_behind()
    {
        EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        string file = world.CertificateAuthorityFile;
        Assert.Contains("BEGIN CERTIFICATE", await File.ReadAllTextAsync(file, Cancellation.Token), StringComparison.Ordinal);

        await world.DisposeAsync();

        Assert.False(Directory.Exists(Path.GetDirectoryName(file)));
    }

    [Fact]
    public async Task An_emulator_world_can_be_disposed_while_a_request_hangs()
    {
        EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        PlannedFault fault = world.Faults.Add(EmulatorEndpoint.RegistryPing, Fault.Hang());
        using HttpClient client = new(world.CreateHandler());
        Task<HttpResponseMessage> request = client.GetAsync(new Uri("https://cr.eu-west1.nebius.cloud/v2/"), Cancellation.Token);
        await fault.Met.WaitAsync(Cancellation.Token);

        await world.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task Two_emulator_worlds_share_no_keys_and_no_log()
    {
        await using EmulatorWorld first = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        await using EmulatorWorld second = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        StaticKey key = first.Iam.IssueStaticKey(first.Iam.AddServiceAccount());
        using TokenClient client = new(second);

        Assert.False((await client.RequestTokenAsync(key.Token)).IsSuccessStatusCode);
        Assert.Empty(first.Requests.All);
    }
}
