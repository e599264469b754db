using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.OS;

namespace Nebius.Registry.Tests.OS;

/// <summary>While far more threads want to run than there are processors, limits of waiting are three times as long.</summary>
public sealed class LimitsOnABusyMachine
{
    [Theory]
    [InlineData("0.31 0.40 0.38 2/412 7093\n", 2, false)]
    [InlineData("18.20 9.11 4.02 16/912 7093\n", 2, false)]
    [InlineData("18.20 9.11 4.02 17/912 7093\n", 2, true)]
    [InlineData("40.20 9.11 4.02 64/912 7093\n", 2, true)]
    [InlineData("40.20 9.11 4.02 64/912 7093\n", 64, false)]
    [InlineData("40.20 9.11 4.02 2147483647/912 7093\n", 2, true)]
    [InlineData("40.20 9.11 4.02 -5/912 7093\n", 2, false)]
    [InlineData("40.20 9.11 4.02 64/912 7093\n", -1, false)]
    [InlineData("40.20 9.11", 2, false)]
    [InlineData("", 2, false)]
    public void A_machine_is_busy_by_the_threads_for_each_processor(string load, int processors, bool expected) =>
        Assert.Equal(expected, BusyMachine.IsBusy(Encoding.ASCII.GetBytes(load), processors));

    [Theory]
    [InlineData("0-1\n", 2)]
    [InlineData("0\n", 1)]
    [InlineData("0-3,6,8-9\n", 7)]
    [InlineData("", 0)]
    [InlineData("\n", 0)]
    [InlineData("3-1\n", 0)]
    [InlineData("0-99999\n", 0)]
    [InlineData("0-1,x\n", 0)]
    public void The_processors_of_the_machine_are_counted(string list, int expected) =>
        Assert.Equal(expected, BusyMachine.CountProcessors(Encoding.ASCII.GetBytes(list)));

    [Fact]
    public void A_clock_that_a_test_sets_has_the_limits_of_a_machine_that_is_not_busy() =>
        Assert.Equal(TimeSpan.FromSeconds(10), BusyMachine.Extend(TimeSpan.FromSeconds(10), new FakeTimeProvider(), start: 0));

    [Fact]
    public void No_limit_stays_no_limit() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, BusyMachine.Extend(Timeout.InfiniteTimeSpan, TimeProvider.System, start: 0));

    [Fact]
    public void A_limit_stays_or_is_three_times_as_long() =>
        Assert.True(BusyMachine.Extend(TimeSpan.FromSeconds(10), TimeProvider.System, TimeProvider.System.GetTimestamp()).TotalSeconds is 10 or 30);
}
