using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Tests;

/// <summary>
/// A password or a token in what should be a registry, a repository or a list of them. A password may contain the characters at which such
/// a value is split, so no part of the value is shown.
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
        "hunter2xyz@cr.eu-north1.nebius.cloud/e00abc/app@sha256:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7",
        "ci:Hun/ter2xyz@cr.eu-north1.nebius.cloud/e00abc/app:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b",
        "hunter2xyz@cr.eu-north1.nebius.cloud:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b",
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
    public void No_part_of_a_password_in_an_address_is_in_the_error(string place, string text)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => Places[place](text));

        Assert.DoesNotContain("hun", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ter2xyz", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("@sha256:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7")]
    [InlineData(":1.2@sha256:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7")]
    [InlineData("@blake3:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7")]
    [InlineData(":v1.20261128")]
    [InlineData(":v1.4-alpine3.20")]
    [InlineData(":v1.2-14-gabcdef0")]
    [InlineData(":main-20261128T101112Z-3f2a9c1b7d6e")]
    public void Digests_and_tags_are_accepted(string reference)
    {
        Assert.Equal("e00abc/app", RegistryTarget.Parse($"eu-north1/e00abc/app{reference}", Nothing).Repository);
        if (!reference.Contains("blake3", StringComparison.Ordinal))
        {
            Copy($"eu-north1/e00abc/app{reference}", "eu-west1/e01abc");
        }
    }

    // A user name alone before a path can't be told from a part of a file's name.
    [Theory]
    [InlineData("/work/app/https:/ci:hunter2xyz@ghcr.io/config.json", "/work/app/https:/[removed]@ghcr.io/config.json")]
    [InlineData("/work/app/https:/hunter2xyz@ghcr.io/config.json", "/work/app/https:/[removed]@ghcr.io/config.json")]
    [InlineData("/work/app/oci:/ci:hunter2xyz@ghcr.io", "/work/app/oci:/[removed]@ghcr.io")]
    [InlineData("/work/app/HTTPS:/ci:hun@ter2xyz@ghcr.io/x", "/work/app/HTTPS:/[removed]@ghcr.io/x")]
    [InlineData("/work/app/ci:hunter2xyz@ghcr.io", "/work/app/[removed]@ghcr.io")]
    [InlineData("/work/app/ci:hun/ter2xyz@ghcr.io/x", "/work/app/[removed]@ghcr.io/x")]
    public void An_address_that_became_a_path_is_shown_without_what_is_before_its_host(string path, string expected)
    {
        Assert.Equal(expected, Redactor.Name(path));
        Assert.Equal($"Can't read '{expected}'.", Redactor.Message($"Can't read '{path}'."));
    }

    [Theory]
    [InlineData("GET https://ci:Hun/ter2xyz@proxy.example/ failed", "GET https://[removed]@proxy.example/ failed")]
    [InlineData("GET https://ci:Hun@ter2xyz@proxy.example/ failed", "GET https://[removed]@proxy.example/ failed")]
    [InlineData("GET https://ci:hun'ter2<xyz@proxy.example/ failed", "GET https://[removed]@proxy.example/ failed")]
    [InlineData("/w/ci:hunter2xyz@ghcr.io/app:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b", "/w/[removed]@ghcr.io/app:4b4f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b")]
    [InlineData("NEBIUS_REGION is 'ci:Hun,ter2xyz@proxy.example'.", "NEBIUS_REGION is '[removed]@proxy.example'.")]
    [InlineData("docker-credential-ci:hunter2xyz@ghcr.io", "[removed]@ghcr.io")]
    public void A_password_is_removed_from_a_message(string text, string expected) => Assert.Equal(expected, Redactor.Message(text));

    [Theory]
    [InlineData("https://proxy.example:8080/v2/app@sha256:4b4f")]
    [InlineData("https://proxy.example:8080/@team/app")]
    [InlineData("https://[fd00::1]:5000/v2/@scope/app")]
    [InlineData("docker://alpine@sha256:4b4f")]
    [InlineData("cr.eu-north1.nebius.cloud/e00abc/app:1.2@sha256:4b4f")]
    [InlineData("export PATH=\"$HOME:/home/jane@corp.example/.tools\"")]
    [InlineData(@"$env:X = ""$env:X;C:\Users\jane@corp""")]
    [InlineData("oci-layout:/home/jane@corp/x")]
    [InlineData("file:///C:/agent/a@b/x")]
    [InlineData(@"C:\Users\jane@corp\key.json")]
    [InlineData("/work/@scope/charts@v2/app")]
    [InlineData("/home/jane@corp/app: Permission denied")]
    public void Other_texts_with_an_at_sign_stay_in_a_message(string text) => Assert.Equal(text, Redactor.Message(text));

    [Theory]
    [InlineData(@"C:\Users\jane@corp\key.json")]
    [InlineData("D:/w/@scope/app")]
    [InlineData("/home/jane@corp/key.json")]
    public void A_path_with_an_at_sign_is_shown(string path) => Assert.Equal(path, Redactor.Value(path));

    // Each part looks like the beginning of a password.
    [Theory]
    [InlineData("//ab:")]
    [InlineData("ab:")]
    [InlineData("@a:")]
    public void A_long_text_without_a_password_stays(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 40_000)) + " a@b";

        Assert.Equal(text, Redactor.Message(text));
    }

    [Theory]
    [InlineData("v1.20261128")]
    [InlineData("v1.20261128.1")]
    [InlineData("v1.2-14-gabcdef0")]
    [InlineData("v1.0-SNAPSHOT")]
    [InlineData("v1.0-preview1")]
    [InlineData("v1.4-alpine3.20")]
    [InlineData("v0.9-snapshot")]
    [InlineData("v1.20261128T101112Z-3f2a9c1b7d6e")]
    [InlineData("main-20261128T101112Z-3f2a9c1b7d6e")]
    [InlineData("ne1-frontend-app")]
    [InlineData("nd1-service-api")]
    public void Versions_and_names_that_begin_like_a_token_are_shown(string name)
    {
        Assert.Equal(name, Redactor.Value(name));
        Assert.Equal($"pushed e00abc/{name}/app:{name} ({name})", Redactor.Message($"pushed e00abc/{name}/app:{name} ({name})"));
    }

    [Theory]
    [InlineData("v1.CmQKHHN0YXRpY2tleS1lMDA")]
    [InlineData("v1.abcdefghijklmnop.SIGNATUREsignature")]
    [InlineData("v1.9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("ne1CtwCChhzZXJ2aWNl")]
    [InlineData("eyJ0eXAiOiJKV1Qi")]
    public void Tokens_are_not_shown(string token)
    {
        Assert.Equal("[removed]", Redactor.Value(token));
        Assert.Equal("found [removed]", Redactor.Message($"found {token}"));
    }

    [Theory]
    [InlineData("ci:Hunter2", "xyz99@ghcr.io")]
    [InlineData("tok3nhunter@ghcr.io")]
    public void A_user_name_in_a_tag_is_not_shown(params string[] tags)
    {
        var error = Assert.Throws<NebiusRegistryException>(() => ImageName.CheckTags(null, tags));

        Assert.DoesNotContain("hunter", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("-p:ContainerImageTags=1.0.0", error.Message, StringComparison.Ordinal);
    }

    private static NebiusSettings With(string variable, string value) => new() { Environment = name => name == variable ? value : null };

    private static void Copy(string source, string target) =>
        new CopyReferences((text, _) => Task.FromResult(RegistryTarget.Parse(text, Nothing)))
            .ReadAsync(source, [target], [], TestContext.Current.CancellationToken).GetAwaiter().GetResult();
}
