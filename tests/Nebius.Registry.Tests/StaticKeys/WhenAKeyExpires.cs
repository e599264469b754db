using System.Globalization;
using Nebius.Registry.Iam;
using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class WhenAKeyExpires
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2027-01-31", "2027-01-31T00:00:00Z")]
    [InlineData(" 2027-01-31T10:00:00Z ", "2027-01-31T10:00:00Z")]
    [InlineData("2027-01-31T10:00Z", "2027-01-31T10:00:00Z")]
    [InlineData("2027-01-31T10:00:00.5Z", "2027-01-31T10:00:00.5Z")]
    [InlineData("2027-01-31T10:00:00+02:00", "2027-01-31T08:00:00Z")]
    [InlineData("2027-01-31T10:00:00-05:30", "2027-01-31T15:30:00Z")]
    [InlineData("P90D", "2027-02-23T12:00:00Z")]
    [InlineData("P2W", "2026-12-09T12:00:00Z")]
    [InlineData("P6M", "2027-05-25T12:00:00Z")]
    [InlineData("P1Y", "2027-11-25T12:00:00Z")]
    [InlineData("P1Y1M1D", "2027-12-26T12:00:00Z")]
    [InlineData("90d", "2027-02-23T12:00:00Z")]
    [InlineData("90D", "2027-02-23T12:00:00Z")]
    [InlineData("90 d", "2027-02-23T12:00:00Z")]
    [InlineData("12h", "2026-11-26T00:00:00Z")]
    [InlineData("2w", "2026-12-09T12:00:00Z")]
    [InlineData("6mo", "2027-05-25T12:00:00Z")]
    [InlineData("1y", "2027-11-25T12:00:00Z")]
    public void An_expiry_is_read_from_a_day_a_time_or_a_duration(string text, string expected) =>
        Assert.Equal(Time(expected), StaticKeyExpiry.Parse(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P6")]
    [InlineData("PT6H")]
    [InlineData("6M")]
    [InlineData("6m")]
    [InlineData("90")]
    [InlineData("90days")]
    [InlineData("-90d")]
    [InlineData("1.5y")]
    [InlineData("９０d")]
    [InlineData("tomorrow")]
    [InlineData("2027-02-30")]
    [InlineData("2027-01-31T25:00:00Z")]
    [InlineData("31.01.2027")]
    [InlineData("01/31/2027")]
    [InlineData("2027-01-31T10:00:00")]
    [InlineData("２027-01-31")]
    public void An_expiry_in_any_other_form_is_an_error(string text)
    {
        var failure = Leaks.FailsWith(MessageCodes.InvalidExpiry, () => StaticKeyExpiry.Parse(text, Now));
        Assert.Contains("P90D", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_in_place_of_an_expiry_is_not_shown()
    {
        const string Token = "v1.CANARYcanary0123456789.SIGNATURE";

        Leaks.FailsWith(MessageCodes.InvalidExpiry, () => StaticKeyExpiry.Parse(Token, Now), Token, "CANARYcanary");
    }

    [Fact]
    public void A_static_key_expires_after_six_months_by_default() =>
        Assert.Equal(Time("2027-05-25T12:00:00Z"), StaticKeyExpiry.Resolve(null, Now));

    [Fact]
    public void An_expiry_of_three_years_is_allowed() => Assert.Equal(Now.AddYears(3), StaticKeyExpiry.Resolve(Now.AddYears(3), Now));

    [Theory]
    [InlineData("2026-11-25T12:00:00Z", "in the past")]
    [InlineData("2020-01-01", "in the past")]
    [InlineData("2029-11-25T12:00:01Z", "more than 3 years")]
    [InlineData("P37M", "more than 3 years")]
    [InlineData("P99999Y", "more than 3 years")]
    [InlineData("99999y", "more than 3 years")]
    [InlineData("0d", "in the past")]
    public async Task An_expiry_out_of_range_is_refused_before_any_call(string text, string reason)
    {
        var handler = new ScriptedRegistry();
        using var client = new StaticKeyClient(
            new ApiAccess(IamEndpoint.Default, new Secret("ne1canary")),
            new StaticKeyClientOptions { Time = new FixedTime(), CreateHandler = () => handler });
        var request = new StaticKeyRequest
        {
            ServiceAccountId = "serviceaccount-e00test",
            ProjectId = "project-e00test",
            ExpiresAt = StaticKeyExpiry.Parse(text, Now),
        };

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.InvalidExpiry, () => client.IssueAsync(request, TestContext.Current.CancellationToken), "ne1canary");

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("2029-11-25", failure.Message, StringComparison.Ordinal);
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("ci", "project-e00test", "service account")]
    [InlineData("project-e00test", "project-e00test", "service account")]
    [InlineData("serviceaccount-E00TEST", "project-e00test", "service account")]
    [InlineData("serviceaccount-e00test", "tenant-e00test", "project")]
    [InlineData("serviceaccount-e00test", "v1.CANARYcanary.SIGNATURE", "project")]
    [InlineData("serviceaccount-e00test", "", "project")]
    public async Task An_invalid_service_account_or_project_id_is_refused_before_any_call(string account, string project, string what)
    {
        var handler = new ScriptedRegistry();
        using var client = new StaticKeyClient(
            new ApiAccess(IamEndpoint.Default, new Secret("ne1canary")), new StaticKeyClientOptions { CreateHandler = () => handler });
        var request = new StaticKeyRequest { ServiceAccountId = account, ProjectId = project };

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.InvalidResourceId,
            () => client.IssueAsync(request, TestContext.Current.CancellationToken),
            "CANARYcanary", "ne1canary");

        Assert.Contains($"isn't a {what} ID", failure.Message, StringComparison.Ordinal);
        Assert.Empty(handler.Requests);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
