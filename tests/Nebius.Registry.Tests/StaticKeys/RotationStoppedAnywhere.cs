using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>Rotations that are stopped at each of their requests, in each way: afterwards at least one key works.</summary>
public sealed class RotationStoppedAnywhere
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public enum Stopped
    {
        /// <summary>The request fails once, before it is sent.</summary>
        FailsOnce,

        /// <summary>The network is down from this request on.</summary>
        NetworkGoesAway,

        /// <summary>The request has its effect, and its answer is lost once.</summary>
        AnswerIsLost,

        /// <summary>The request has its effect, its answer is lost, and the network is down from then on.</summary>
        AnswerIsLostAndNetworkGoesAway,

        /// <summary>The caller cancels before the request.</summary>
        CancelledBefore,

        /// <summary>The caller cancels after the request has had its effect.</summary>
        CancelledAfter,
    }

    public static TheoryData<Stopped> Stops => [.. Enum.GetValues<Stopped>()];

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task A_rotation_stopped_anywhere_leaves_a_working_key_and_never_a_broken_one_in_the_file(Stopped stop)
    {
        await using var scene = await KeyScene.StartAsync();
        var steps = await RunAsync(scene, stop, 0);

        // Find, issue, its operation, three of the registry's and the cancelled upload, revoke and its operation.
        Assert.True(steps >= 9, $"only {steps} requests");
        for (var step = 1; step <= steps; step++)
        {
            await RunAsync(scene, stop, step);
        }
    }

    /// <summary>Rotates with a stop at one request, or none, and returns how many requests there were.</summary>
    private static async Task<int> RunAsync(KeyScene scene, Stopped stop, int step)
    {
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        File.Delete(scene.File);
        scene.World.Iam.OperationTime = TimeSpan.FromSeconds(5);
        using var source = new CancellationTokenSource();
        using var way = new Interloper(scene.World.CreateHandler())
        {
            Before = (number, request) =>
            {
                if (request.RequestUri!.AbsolutePath.Contains("OperationService", StringComparison.Ordinal))
                {
                    scene.Clock.Advance(TimeSpan.FromSeconds(5));
                }

                Act(number == step, stop is Stopped.CancelledBefore, stop is Stopped.FailsOnce, source);
                Act(step > 0 && number >= step, false, stop is Stopped.NetworkGoesAway, source);
                Act(step > 0 && number > step, false, stop is Stopped.AnswerIsLostAndNetworkGoesAway, source);
            },
            After = (number, _) => Act(
                number == step, stop is Stopped.CancelledAfter, stop is Stopped.AnswerIsLost or Stopped.AnswerIsLostAndNetworkGoesAway, source),
        };
        using var client = scene.Client(way);
        var failure = await Record.ExceptionAsync(() => client.RotateAsync(scene.Rotation(old), source.Token));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        var where = step == 0 ? "nowhere" : $"{stop} at {way.Requests[step - 1]}: {failure?.Message}";
        await AssertOneWorksAsync(scene, old, failure, where);
        var isAway = stop is Stopped.NetworkGoesAway or Stopped.AnswerIsLostAndNetworkGoesAway;
        if (step == 0 || !isAway)
        {
            Assert.True(scene.World.Iam.StaticKeys.Count == 1, $"{where}: {scene.World.Iam.StaticKeys.Count} keys are left");
        }

        foreach (var key in scene.World.Iam.StaticKeys)
        {
            scene.World.Iam.Revoke(key);
        }

        return way.Requests.Count;
    }

    private static async Task AssertOneWorksAsync(KeyScene scene, Nebius.Registry.Emulator.StaticKey old, Exception? failure, string where)
    {
        var oldWorks = await scene.WorksAsync(old.Token);
        if (File.Exists(scene.File))
        {
            var token = await File.ReadAllTextAsync(scene.File, Cancel);
            Assert.True(await scene.WorksAsync(token), $"{where}: the file holds a key that does not work");
            Assert.True(failure is null or NebiusRegistryException { Code: MessageCodes.RotationIncomplete }, where);
            Assert.False(failure is null && oldWorks, $"{where}: the old key still works");
        }
        else
        {
            Assert.True(oldWorks, $"{where}: no key works");
            Assert.NotNull(failure);
        }

        if (failure is not null)
        {
            Assert.True(failure is NebiusRegistryException or OperationCanceledException, $"{where}: {failure.GetType()}");
            Assert.Contains("old", failure.Message, StringComparison.Ordinal);
            Leaks.AssertNone(failure, [.. scene.World.Secrets, "canary-text"]);
        }
    }

    private static void Act(bool isNow, bool cancels, bool breaks, CancellationTokenSource source)
    {
        if (isNow && cancels)
        {
            source.Cancel();
        }

        if (isNow && breaks)
        {
            throw Interloper.Broken();
        }
    }
}
