using Nebius.Registry.Emulator;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A temporary failure doesn't end a push.</summary>
public sealed class PushesThatAreTriedAgain
{
    public static TheoryData<EmulatorEndpoint> Steps =>
    [
        EmulatorEndpoint.RegistryPing, EmulatorEndpoint.RegistryToken,
        EmulatorEndpoint.ManifestRead, EmulatorEndpoint.BlobRead, EmulatorEndpoint.UploadStart, EmulatorEndpoint.UploadFinish, EmulatorEndpoint.ManifestWrite,
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_chart_push_is_retried_when_the_registry_is_busy_for_a_moment(EmulatorEndpoint step)
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(step, Fault.Status(503));
        scene.World.Faults.Add(step, Fault.TooManyRequests(TimeSpan.FromSeconds(1)));

        await IsPushedAsync(scene);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_chart_push_is_retried_when_the_connection_is_cut(EmulatorEndpoint step)
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(step, step == EmulatorEndpoint.UploadFinish ? Fault.CutAfter(100) : Fault.Cut(), times: 4);

        await IsPushedAsync(scene);
    }

    [Theory]
    [InlineData(EmulatorEndpoint.UploadFinish)]
    [InlineData(EmulatorEndpoint.ManifestWrite)]
    public async Task A_chart_push_is_retried_when_an_answer_is_lost(EmulatorEndpoint step)
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(step, Fault.CutAfterEffect());

        await IsPushedAsync(scene);
    }

    [Theory]
    [InlineData(EmulatorEndpoint.UploadStart)]
    [InlineData(EmulatorEndpoint.UploadFinish)]
    [InlineData(EmulatorEndpoint.ManifestWrite)]
    public async Task A_chart_push_goes_on_with_a_new_registry_token_when_the_old_one_is_rejected(EmulatorEndpoint step)
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(step, Fault.Unauthorized());

        await IsPushedAsync(scene);
    }

    private static async Task IsPushedAsync(ChartScene scene)
    {
        var pushed = await scene.PushAsync(scene.Chart());

        Assert.Equal(pushed.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);
    }
}
