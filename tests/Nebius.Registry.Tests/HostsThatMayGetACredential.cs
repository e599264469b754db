namespace Nebius.Registry.Tests;

public sealed class HostsThatMayGetACredential
{
    [Theory]
    [InlineData("cr.eu-north1.nebius.cloud", "eu-north1")]
    [InlineData("cr.eu-west1.nebius.cloud", "eu-west1")]
    [InlineData("cr.us-central1.nebius.cloud", "us-central1")]
    [InlineData("cr.a.nebius.cloud", "a")]
    [InlineData("cr.a-region-that-opens-next-year7.nebius.cloud", "a-region-that-opens-next-year7")]
    public void A_canonical_Nebius_host_may_get_a_credential(string host, string region)
    {
        var verdict = RegistryHost.Examine(host, TrustedHosts.None);

        Assert.Equal(RegistryHostKind.Accepted, verdict.Kind);
        Assert.Equal(host, verdict.Host!.Name);
        Assert.Equal(region, verdict.Host.Region);
        Assert.False(verdict.Host.AllowsPlainHttp);
        Assert.Equal(verdict.Host, RegistryHost.ForRegion(region));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nebius.cloud")]
    [InlineData("cr.nebius.cloud")]
    [InlineData("cr..nebius.cloud")]
    [InlineData(".cr.eu-west1.nebius.cloud")]
    [InlineData("eu-west1.nebius.cloud")]
    [InlineData("eu-west1.cr.nebius.cloud")]
    [InlineData("registry.api.nebius.cloud")]
    [InlineData("storage.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.com")]
    [InlineData("cr.eu-west1.nebius.cloud.com")]
    [InlineData("cr.eu-west1.nebius.cloud.evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud-evil.com")]
    [InlineData("cr.eu-west1.nebius.cloudevil.com")]
    [InlineData("cr.eu-west1.nebius.clou")]
    [InlineData("cr.eu-west1.nebius.clouds")]
    [InlineData("cr.eu-west1.nebius-cloud")]
    [InlineData("cr.eu-west1-nebius.cloud")]
    [InlineData("cr-eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west1.evilnebius.cloud")]
    [InlineData("cr.eu-west1.my-nebius.cloud")]
    [InlineData("cr.eu.west1.nebius.cloud")]
    [InlineData("cr.evil.com.nebius.cloud")]
    [InlineData("evil.cr.eu-west1.nebius.cloud")]
    [InlineData("xcr.eu-west1.nebius.cloud")]
    [InlineData("cr.-eu.nebius.cloud")]
    [InlineData("cr.eu-.nebius.cloud")]
    [InlineData("cr.eu_west1.nebius.cloud")]
    [InlineData("cr.*.nebius.cloud")]
    [InlineData("cr.%65u.nebius.cloud")]
    [InlineData("cr.a123456789012345678901234567890123456789012345678901234567890123.nebius.cloud")]
    [InlineData("evil.com/cr.eu-west1.nebius.cloud")]
    [InlineData("evil.com#cr.eu-west1.nebius.cloud")]
    [InlineData("evil.com?cr.eu-west1.nebius.cloud")]
    [InlineData("evil.com\\cr.eu-west1.nebius.cloud")]
    [InlineData("iam@cr.eu-west1.nebius.cloud")]
    [InlineData("iam:x@cr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.cloud@evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud:443@evil.com")]
    [InlineData("https://iam@cr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.cloud/@evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud\\@evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud:8443")]
    [InlineData("cr.eu-west1.nebius.cloud:5000")]
    [InlineData("cr.eu-west1.nebius.cloud:0443")]
    [InlineData("cr.eu-west1.nebius.cloud:")]
    [InlineData("cr.eu-west1.nebius.cloud..")]
    [InlineData("cr.eu-west1.nebius.cloud\0")]
    [InlineData("cr.eu-west1.nebius.cloud\0.evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud\nevil.com")]
    [InlineData("evil.com\ncr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.cloud;evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud,evil.com")]
    [InlineData("cr.eu-west1.nebius.cloud evil.com")]
    [InlineData("cr。eu-west1。nebius。cloud")]
    [InlineData("cr.eu-west1.nebius．cloud")]
    [InlineData("cr.eu-west1｡nebius.cloud")]
    [InlineData("cr.eu-west1.nebıus.cloud")]
    [InlineData("cr.eu-west1.nebius.ⅽloud")]
    [InlineData("сr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-wеst1.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius.cloud\u200b")]
    [InlineData("cr.eu\u00adwest1.nebius.cloud")]
    [InlineData("cr.xn--eu.nebius.cloud.xn--p1ai")]
    [InlineData("ｃｒ.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-west\u0661.nebius.cloud")]
    [InlineData("ftp://cr.eu-west1.nebius.cloud")]
    [InlineData("oci://cr.eu-west1.nebius.cloud")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("localhost:5000")]
    [InlineData("mcr.microsoft.com")]
    [InlineData("docker.io")]
    public void A_host_that_only_looks_like_Nebius_gets_no_credential(string host)
    {
        var verdict = RegistryHost.Examine(host, TrustedHosts.None);

        Assert.Null(verdict.Host);
        Assert.NotEqual(RegistryHostKind.Accepted, verdict.Kind);
        Assert.Null(verdict.Correction);
    }

    [Theory]
    [InlineData("CR.EU-WEST1.NEBIUS.CLOUD", "")]
    [InlineData("cr.eu-west1.Nebius.cloud", "")]
    [InlineData("cr.eu-west1.nebius.cloud.", "")]
    [InlineData("cr.eu-west1.nebius.cloud:443", "")]
    [InlineData("cr.eu-west1.nebius.cloud\n", "")]
    [InlineData(" cr.eu-west1.nebius.cloud", "")]
    [InlineData("https://cr.eu-west1.nebius.cloud", "")]
    [InlineData("http://cr.eu-west1.nebius.cloud/", "")]
    [InlineData("cr.eu-west1.nebius.cloud/", "")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app", "e00abc/app")]
    [InlineData("https://cr.eu-west1.nebius.cloud/e00abc/", "e00abc")]
    public void A_Nebius_host_in_a_sloppy_form_gets_a_correction_and_no_credential(string host, string path)
    {
        var verdict = RegistryHost.Examine(host, TrustedHosts.None);

        Assert.Equal(RegistryHostKind.NotCanonical, verdict.Kind);
        Assert.Null(verdict.Host);
        Assert.Equal("cr.eu-west1.nebius.cloud", verdict.Correction);
        Assert.Equal(path, verdict.Path);
    }

    [Theory]
    [InlineData("registry.example.com", false)]
    [InlineData("registry.example.com:5000", false)]
    [InlineData("localhost:5000", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("[::1]:5000", true)]
    public void A_trusted_host_may_get_a_credential_only_exactly_as_listed(string host, bool allowsPlainHttp)
    {
        var trusted = Trusted("other.example.com+" + host);

        Assert.Equal(allowsPlainHttp, RegistryHost.Examine(host, trusted).Host!.AllowsPlainHttp);
        Assert.Null(RegistryHost.Examine(host, TrustedHosts.None).Host);
        Assert.Null(RegistryHost.Examine(host.ToUpperInvariant() + ".", trusted).Host);
        Assert.Null(RegistryHost.Examine("x" + host, trusted).Host);
        Assert.Null(RegistryHost.Examine(host + "0", trusted).Host);
    }

    [Theory]
    [InlineData("https://registry.example.com")]
    [InlineData("registry.example.com/path")]
    [InlineData("*.example.com")]
    [InlineData("Registry.example.com")]
    public void An_invalid_trusted_host_is_an_error(string entry)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => Trusted(entry));

        Assert.Equal(MessageCodes.InvalidTrustedHost, error.Code);
        Assert.Contains(entry, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trusted_host_with_a_password_is_an_error_that_does_not_show_it()
    {
        var error = Assert.Throws<NebiusRegistryException>(() => Trusted("https://iam:c4n4ry@registry.example.com"));

        Assert.Equal(MessageCodes.InvalidTrustedHost, error.Code);
        Assert.DoesNotContain("c4n4ry", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("EU-WEST1")]
    [InlineData("eu west1")]
    [InlineData("cr.eu-west1.nebius.cloud")]
    [InlineData("eu-west1.nebius.cloud.evil.com/")]
    [InlineData("4f1c0a9be2d77c35aa10b6e9d2f84c6b7e01d3a5")]
    public void An_invalid_region_gives_no_registry_host(string region) =>
        Assert.Equal(MessageCodes.InvalidRegion, Assert.Throws<NebiusRegistryException>(() => RegistryHost.ForRegion(region)).Code);

    [Theory]
    [InlineData("EU_West1", "eu-west1")]
    [InlineData("https://cr.eu-west1.nebius.cloud/", "eu-west1")]
    [InlineData("west", "<region>")]
    [InlineData("ab-cd12@cr.eu-west1.nebius.cloud", "<region>")]
    [InlineData("v1.Ab-cd12-CmMKHHN0YXRpY2tleS1lMDBxN2t3eGJ2NGZqMzIxeW8SIXNlcnZpY2U", "<region>")]
    public void The_region_in_a_text_is_found_unless_the_text_may_be_a_secret(string text, string region) =>
        Assert.Equal(region, RegistryHost.LikelyRegion(text));

    [Fact]
    public void What_stands_before_the_host_is_not_shown()
    {
        var error = Assert.Throws<NebiusRegistryException>(() => RegistryHost.Parse("c4n4ry@cr.eu-west1.nebuis.cloud", new NebiusSettings()));

        Assert.Equal(MessageCodes.HostNotCanonical, error.Code);
        Assert.DoesNotContain("c4n4ry", error.Message, StringComparison.Ordinal);
    }

    private static TrustedHosts Trusted(string list) =>
        TrustedHosts.FromEnvironment(new NebiusSettings { Environment = _ => list }, EnvironmentVariables.TrustedRegistryHosts);
}
