namespace Nebius.Registry.Tests;

public sealed class SettingPrecedence
{
    [Theory]
    [InlineData("typed", "environment", "checked in", "typed")]
    [InlineData(null, "environment", "checked in", "environment")]
    [InlineData(null, " ", "checked in", "checked in")]
    [InlineData(null, null, "checked in", "checked in")]
    [InlineData(null, null, null, null)]
    public void A_typed_setting_wins_over_the_environment_and_the_environment_over_a_checked_in_one(
        string? typed, string? environment, string? checkedIn, string? expected)
    {
        var settings = new NebiusSettings
        {
            Environment = _ => environment,
            Typed = Layer(typed, SettingLevel.Typed),
            CheckedIn = Layer(checkedIn, SettingLevel.CheckedIn),
        };

        Assert.Equal(expected, settings.Find("NEBIUS_PROFILE")?.Value);
    }

    [Fact]
    public void A_setting_prints_its_name_and_never_its_value() =>
        Assert.Equal("NEBIUS_IAM_TOKEN", new NebiusSettings { Environment = _ => "secret" }.Find("NEBIUS_IAM_TOKEN")!.ToString());

    private static Dictionary<string, SettingValue> Layer(string? value, SettingLevel level) =>
        value is null ? [] : new() { ["NEBIUS_PROFILE"] = new SettingValue(value, "NebiusProfile", "/", level) };
}
