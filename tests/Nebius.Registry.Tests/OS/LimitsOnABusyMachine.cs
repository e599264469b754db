using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Net;
using Nebius.Registry.OS;

namespace Nebius.Registry.Tests.OS;

/// <summary>While there are far more runnable threads than processors, timeouts are three times as long.</summary>
public sealed class LimitsOnABusyMachine
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

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
    public void A_clock_that_a_test_sets_has_a_machine_that_is_not_busy() =>
        Assert.Equal(Usual, BusyMachine.Of(_time).Extend(Usual, _time, start: 0));

    [Fact]
    public void No_limit_stays_no_limit() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, new BusyMachine(() => true).Extend(Timeout.InfiniteTimeSpan, _time, start: 0));

    [Fact]
    public void A_machine_that_was_busy_during_the_wait_gives_more_time_also_when_it_is_not_busy_at_the_end()
    {
        var isBusy = false;
        var machine = new BusyMachine(() => isBusy);
        var before = _time.GetTimestamp();
        Assert.Equal(Usual, machine.Extend(Usual, _time, before));

        isBusy = true;
        Assert.Equal(3 * Usual, machine.Extend(Usual, _time, before));

        isBusy = false;
        Assert.Equal(3 * Usual, machine.Extend(Usual, _time, before));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Usual, machine.Extend(Usual, _time, _time.GetTimestamp()));
    }

    [Fact]
    public void A_limit_that_ends_on_a_busy_machine_ends_later()
    {
        var isBusy = true;
        using var timeout = new LinkedTimeout(Usual, _time, CancellationToken.None, machine: new BusyMachine(() => isBusy));

        _time.Advance(Usual);
        Assert.False(timeout.HasElapsed);
        Assert.Equal(3 * Usual, timeout.Limit);

        isBusy = false;
        _time.Advance((2 * Usual) - TimeSpan.FromSeconds(1));
        Assert.False(timeout.Token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(timeout.HasElapsed);
        Assert.True(timeout.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_limit_ends_in_time_on_a_machine_that_is_not_busy()
    {
        using var timeout = new LinkedTimeout(Usual, _time, CancellationToken.None, machine: new BusyMachine(() => false));

        _time.Advance(Usual);

        Assert.True(timeout.HasElapsed);
        Assert.Equal(Usual, timeout.Limit);
    }
}
