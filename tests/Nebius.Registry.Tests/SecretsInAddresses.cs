using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Tests;

/// <summary>
/// A password or a token in what should be a registry, a repository or a list of them. Some characters of a password are those that
/// such a value is split at, so no part of the value is shown.
/// </summary>
public sealed class SecretsInAddresses
{
    private static readonly NebiusSettings Nothing = new() { Environment = _ => null };

    private static readonly RegistryHost Host = RegistryHost.ForRegion("eu-west1");

    private static readonly Dictionary<string, Action<string>> Places = new()
    {
        ["a registry"] = text => RegistryTarget.Parse(text, Nothing),
        ["a host"] = text => RegistryHost.Parse(text, Nothing),
        ["a region"] = text => RegistryHost.ForRegion(text),
        ["a registry ID"] = text => RegistryId.Shorten(text),
        ["a repository"] = text => RepositoryPath.ForImage(Host, text, null, isAssemblyName: false),
        ["a repository with an ID"] = text => RepositoryPath.ForImage(Host, text, "e00abc", isAssemblyName: false),
        ["a repository of a trusted host"] = text => ImageName.Repository(text, isAssemblyName: false),
        ["the repository of a chart"] = text => ChartRepository.Resolve(Host, text, "app", null),
        ["the repository of a chart with an ID"] = text => ChartRepository.Resolve(Host, text, "app", "e00abc"),
        ["the source of a copy"] = text => Copy(text, "eu-west1/e01abc"),
        ["the target of a copy"] = text => Copy("eu-north1/e00abc/app", text),
        ["registries to copy to"] = text => CopyDestination.ParseAll(text, Nothing),
        ["trusted hosts"] = text => TrustedHosts.FromEnvironment(With("NEBIUS_TRUSTED_REGISTRY_HOSTS", text), "NEBIUS_TRUSTED_REGISTRY_HOSTS"),
        ["sources of credentials"] = text => SourceSelection.From(With("NEBIUS_CREDENTIAL_SOURCES", text)),
        ["an endpoint"] = text => IamEndpoint.FromEnvironment(With("NEBIUS_ENDPOINT", text)),
    };

    private static readonly string[] Texts =
    [
        "ci:Hun/ter2xyz@ghcr.io/app",
        "ci:Hun+ter2xyz@cr.eu-north1.nebius.cloud/e00abc/app",
        "ci:Hun;ter2xyz@cr.eu-north1.nebius.cloud/e00abc",
        "ci:Hun,ter2xyz@cr.eu-north1.nebius.cloud",
        "ci:hunter2xyz@ghcr.io/app",
        "hunter2xyz@cr.eu-north1.nebius.cloud/e00abc/app",
        "Hunter2xyz@cr.eu-north1.nebius.cloud",
        "e00abc/hunter2xyz@cr.eu-north1.nebius.cloud/app",
        "e00hunter2xyz/e00hunter2xyz@app",
        "eu-north1/e00abc+ci:hunter2xyz@eu-west1/e01abc",
        "https://ci:Hun/ter2xyz@cr.eu-north1.nebius.cloud/e00abc/app",
        "oci://ci:Hun/ter2xyz@cr.eu-north1.nebius.cloud",
        "https://hunter2xyz@cr.eu-north1.nebius.cloud",
        "StaticKey+hunter2xyz@AccessToken",
    ];

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var place in Places.Keys)
        {
            foreach (var text in Texts)
            {
                all.Add(place, text);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_of_it_is_shown(string place, string text)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => Places[place](text));

        Assert.DoesNotContain("hun", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ter2xyz", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    // docker.io/v2@sha256:..., and a tag before it.
    [Theory]
    [InlineData("eu-north1/e00abc/app@sha256:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7")]
    [InlineData("cr.eu-north1.nebius.cloud/e00abc/app:1.2@sha256:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7")]
    public void A_digest_is_no_password(string text) => Assert.Equal("e00abc/app", RegistryTarget.Parse(text, Nothing).Repository);

    [Theory]
    [InlineData("/work/app/https:/ci:hunter2xyz@cr.eu-north1.nebius.cloud/config.json")]
    [InlineData("/work/app/https:/hunter2xyz@cr.eu-north1.nebius.cloud/config.json")]
    public void An_address_that_became_a_path_is_shown_without_what_is_before_its_host(string path)
    {
        Assert.Equal("/work/app/https:/[removed]@cr.eu-north1.nebius.cloud/config.json", Redactor.Name(path));
        Assert.Equal("[removed]", Redactor.Value(path));
    }

    [Theory]
    [InlineData("GET https://ci:Hun/ter2xyz@proxy.example/ failed", "GET https://[removed]@proxy.example/ failed")]
    [InlineData("https://proxy.example:8080/v2/app@sha256:4b4f", "https://proxy.example:8080/v2/app@sha256:4b4f")]
    [InlineData("https://proxy.example:8080/@team/app", "https://proxy.example:8080/@team/app")]
    public void A_password_with_a_slash_is_removed_from_an_address(string text, string expected) =>
        Assert.Equal(expected, Redactor.Message(text));

    private static NebiusSettings With(string variable, string value) => new() { Environment = name => name == variable ? value : null };

    private static void Copy(string source, string target) =>
        new CopyReferences((text, _) => Task.FromResult(RegistryTarget.Parse(text, Nothing)))
            .ReadAsync(source, [target], [], TestContext.Current.CancellationToken).GetAwaiter().GetResult();
}
