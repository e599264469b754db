using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Helm;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A push that takes more than a second reports its progress, and not too often.</summary>
public sealed class ProgressOfAPush
{
    private const int Mebi = 1024 * 1024;

    [Fact]
    public void The_progress_of_a_push_is_reported_after_a_second_and_then_from_time_to_time()
    {
        var (time, told) = (new FakeTimeProvider(), new List<string>());
        var progress = new ChartProgress("app 1.2.3", 10 * Mebi, told.Add, time);

        foreach (var seconds in new[] { 0.5, 0.6, 5, 6 })
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            progress.Add(Mebi);
        }

        Assert.Equal(["app 1.2.3: 2.0 of 10.0 MiB sent", "app 1.2.3: 4.0 of 10.0 MiB sent"], told);
    }

    [Fact]
    public async Task A_quick_chart_push_reports_no_progress()
    {
        await using var scene = await ChartScene.StartAsync();
        var told = new List<string>();

        await scene.PushAsync(scene.Chart(), options: new ChartPushOptions { Progress = told.Add, Time = new FakeTimeProvider() });

        Assert.Empty(told);
    }

    [Fact]
    public async Task A_slow_chart_push_reports_its_progress()
    {
        await using var scene = await ChartScene.StartAsync();
        var told = new List<string>();
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(2) };

        await scene.PushAsync(scene.Chart(), options: new ChartPushOptions { Progress = told.Add, Time = time });

        Assert.StartsWith("app 1.2.3: 0.0 of 0.0 MiB sent", Assert.Single(told.Take(1)), StringComparison.Ordinal);
    }
}
