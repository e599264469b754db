using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nebius.Registry.Preflight;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests;

/// <summary>The settings that the code knows are those that the documentation lists.</summary>
public sealed partial class TableOfSettings
{
    [Fact]
    public void The_reference_lists_each_variable_that_is_read() =>
        Assert.Equal(Variables(_ => true), FirstColumn("docs/reference.md", "## Environment variables", Variable()));

    [Fact]
    public void The_reference_lists_each_property_that_is_read() =>
        Assert.Equal(Properties(_ => true), FirstColumn("docs/reference.md", "## Properties", Property()));

    [Fact]
    public void The_reference_says_which_properties_are_also_variables()
    {
        var page = File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, "docs/reference.md"));
        var sentence = page[page.IndexOf("Each of these properties has a variable", StringComparison.Ordinal)..];
        var asVariables = Property().Matches(sentence[..sentence.IndexOf('.', StringComparison.Ordinal)]).Select(match => match.Value);

        Assert.Equal(Properties(setting => setting.Scope == SettingScope.Both), asVariables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_property_in_a_table_about_charts_or_the_preflight_is_read_and_the_rest_is_an_item()
    {
        var listed = FirstColumn("docs/helm.md", "## ", Property()).Concat(FirstColumn("docs/preflight.md", "## ", Property())).ToArray();

        Assert.NotEmpty(listed);
        Assert.Equal(["NebiusHelmChart"], listed.Except(Properties(_ => true)));
    }

    [Fact]
    public void The_targets_hand_each_setting_of_the_credentials_to_the_tasks_each_time_they_collect_them()
    {
        var targets = XDocument.Load(Path.Join(PackedPackages.RepositoryRoot, "src/Nebius.Registry.Build/build/Nebius.Registry.Build.Settings.targets"));
        var collected = targets.Descendants("_NebiusSettings").Where(item => item.Attribute("Include") is not null).ToArray();
        var expected = NebiusSetting.OfCredentials.Select(setting => $"{setting.Property}=$({setting.Property})").Order(StringComparer.Ordinal);

        Assert.Equal(4, collected.Length);
        Assert.All(collected, item => Assert.Equal(
            expected,
            item.Attributes().Where(metadata => Property().IsMatch(metadata.Name.LocalName)).Select(metadata => $"{metadata.Name}={metadata.Value}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_targets_hand_each_setting_with_a_rule_to_the_checks()
    {
        var folder = Path.Join(PackedPackages.RepositoryRoot, "src/Nebius.Registry.Build/build");
        var handed = Directory.EnumerateFiles(folder).SelectMany(file => XDocument.Load(file).Descendants("_NebiusValues"))
            .Where(item => item.Attribute("Include") is not null)
            .ToArray();

        Assert.Equal(2, handed.Length);
        Assert.All(handed, item => Assert.Equal(
            NebiusSetting.All.Where(setting => setting.HasRule).Append(NebiusSetting.HelmValuesFile).Select(setting => $"{setting.Property}=$({setting.Property})").Order(StringComparer.Ordinal),
            item.Attributes().Where(metadata => metadata.Name != "Include").Select(metadata => $"{metadata.Name}={metadata.Value}").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("NebiusRegistryEnabled", "TRUE", true)]
    [InlineData("NebiusRegistryEnabled", "", true)]
    [InlineData("NebiusRegistryEnabled", "1", false)]
    [InlineData("NebiusRegistryEnabled", "yes", false)]
    [InlineData("NebiusRegistryEnabled", "true ", false)]
    [InlineData("NebiusHelmPushOnPublish", "on", false)]
    [InlineData("NebiusHelmOverwrite", "False", true)]
    [InlineData("NebiusSetStepOutputs", "!false", false)]
    [InlineData("NebiusPreflight", "AUTO", true)]
    [InlineData("NebiusPreflight", "Off", false)]
    [InlineData("NebiusHelmTool", "helm", true)]
    [InlineData("NebiusHelmTool", "helm3", false)]
    [InlineData("NebiusStaticKeyExpiryWarningDays", "0", true)]
    [InlineData("NebiusStaticKeyExpiryWarningDays", "-1", false)]
    [InlineData("NebiusStaticKeyExpiryWarningDays", "30d", false)]
    [InlineData("NebiusStaticKeyExpiryWarningDays", "10000", false)]
    public void A_value_is_checked_by_the_rule_of_the_table(string property, string value, bool isValid)
    {
        var error = Record.Exception(() => SettingsCheck.Run(name => name == property ? value : null));

        Assert.Equal(isValid ? null : MessageCodes.InvalidSetting, (error as NebiusRegistryException)?.Code);
        Assert.Equal(isValid, error is null);
    }

    [Theory]
    [InlineData("NEBIUS_TOKEN_CACHE", "none", "NEBIUS1005")]
    [InlineData("NEBIUS_CREDENTIAL_SOURCES", "StaticKye", "NEBIUS1005")]
    [InlineData("NEBIUS_TRUSTED_REGISTRY_HOSTS", "*.example.com", "NEBIUS1108")]
    [InlineData("NEBIUS_TRUSTED_ENDPOINTS", "https://x", "NEBIUS1108")]
    [InlineData("NEBIUS_ENDPOINT", "http://api.nebius.cloud", "NEBIUS1109")]
    public void Each_variable_is_checked_wherever_it_is_needed(string variable, string value, string code) =>
        Assert.Equal(
            code,
            Assert.Throws<NebiusRegistryException>(
                () => SettingsCheck.Run(new NebiusSettings { Environment = name => name == variable ? value : null })).Code);

    [Fact]
    public void A_secret_and_a_destination_of_secrets_have_no_property() =>
        Assert.All(NebiusSetting.All.Where(setting => setting.IsSecret || setting.IsDestination), setting => Assert.Null(setting.Property));

    [Fact]
    public void A_name_says_whether_the_value_is_a_path() =>
        Assert.All(NebiusSetting.All, setting => Assert.Equal(PathName().IsMatch(setting.Variable ?? setting.Property!), setting.IsPath));

    [Fact]
    public void A_property_is_named_like_its_variable()
    {
        static string Letters(string name) => name.Replace("_", string.Empty, StringComparison.Ordinal).ToUpperInvariant();

        Assert.All(NebiusSetting.All.Where(setting => setting.Scope == SettingScope.Both), setting => Assert.Equal(Letters(setting.Variable!), Letters(setting.Property!)));
    }

    [Fact]
    public void Each_setting_is_listed_only_once()
    {
        var names = NebiusSetting.All.SelectMany(setting => new[] { setting.Variable, setting.Property }).OfType<string>().ToArray();

        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    private static IEnumerable<string> Variables(Func<NebiusSetting, bool> isWanted) => Names(setting => setting.Variable, isWanted);

    private static IEnumerable<string> Properties(Func<NebiusSetting, bool> isWanted) => Names(setting => setting.Property, isWanted);

    private static IEnumerable<string> Names(Func<NebiusSetting, string?> name, Func<NebiusSetting, bool> isWanted) =>
        NebiusSetting.All.Where(isWanted).Select(name).OfType<string>().Order(StringComparer.Ordinal);

    private static IEnumerable<string> FirstColumn(string page, string section, Regex name) => Rows(page, section)
        .SelectMany(row => name.Matches(row.Split('|')[1]).Select(match => match.Value))
        .Order(StringComparer.Ordinal);

    private static string[] Rows(string page, string section)
    {
        var lines = File.ReadAllLines(Path.Join(PackedPackages.RepositoryRoot, page));
        var rows = lines.SkipWhile(line => !line.StartsWith(section, StringComparison.Ordinal));
        return [.. (section.EndsWith(' ') ? rows : rows.Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Where(line => line.StartsWith('|'))];
    }

    [GeneratedRegex(@"\bNEBIUS_[A-Z0-9_]*[A-Z0-9]\b")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\bNebius[A-Z][A-Za-z]+\b")]
    private static partial Regex Property();

    [GeneratedRegex("(_FILE|_PATH|File)$")]
    private static partial Regex PathName();
}
