using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>
/// In the login file of a push, the SDK's own reader finds the logins of the user's files and the credential of the package. The reader
/// comes from the SDK that runs the tests.
/// </summary>
[Collection(nameof(EnvironmentOfThisProcess))]
public sealed class FilesThatAreHandedToTheSdk : IDisposable
{
    private const string Other = "registry.example.com";

    private static readonly Lazy<MethodInfo?> Reader = new(FindReader);

    private readonly string _home = Directory.CreateTempSubdirectory("logins-").FullName;
    private readonly Dictionary<string, string?> _before = [];

    public FilesThatAreHandedToTheSdk()
    {
        Assert.SkipWhen(Reader.Value is null || OperatingSystem.IsWindows(), "this SDK has no such reader");
        Set("HOME", _home);
        foreach (var name in new[] { "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_DIR", "DOCKER_CONFIG" })
        {
            Set(name, null);
        }

        var helper = Path.Join(_home, "bin", "docker-credential-fake");
        Write("bin/docker-credential-fake", """
            #!/bin/sh
            read host
            echo "{ \"ServerURL\": \"$host\", \"Username\": \"helper of $host\", \"Secret\": \"h\" }"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Set("PATH", $"{_home}/bin:{Environment.GetEnvironmentVariable("PATH")}");
    }

    public static TheoryData<string, string> DockerFiles => new()
    {
        { Other, """{ "auths": { "registry.example.com": { "auth": "dTpw" } } }""" },
        { Other, """{ "auths": { "https://registry.example.com": { "auth": "dTpw" } } }""" },
        { Other, """{ "auths": { "http://registry.example.com/v1/": { "auth": "dTpw" } } }""" },
        { Other, """{ "auths": { "REGISTRY.example.com/some/path": { "auth": "dTpw" } } }""" },
        { Other, """{ "auths": { "registry.example.com:443": { "auth": "dTpw" } } }""" },
        { Other, """{ "auths": { "registry.example.com": { "auth": "dTpw" }, "https://registry.example.com": { "auth": "eDp5" } } }""" },
        { Other, """{ "auths": { "registry.example.com": { "auth": "dTo=", "identitytoken": "t" } } }""" },
        { Other, """{ "auths": { "registry.example.com": { "auth": "no base64" } } }""" },
        { Other, """{ "auths": { "registry.example.com": { } } }""" },
        { Other, """{ "auths": { "registry.example.com": { "username": "u", "password": "p" } } }""" },
        { Other, """{ "auths": { "another.example.com": { "auth": "dTpw" } } }""" },
        { Other, """{ "auths": null }""" },
        { Other, """{ "auths": { "registry.example.com": { "auth": "dTpw" } }, "credsStore": "fake" }""" },
        { Other, """{ "auths": { "registry.example.com": { "auth": "dTpw" } }, "credHelpers": { "registry.example.com": "fake" } }""" },
        { Other, """{ "credHelpers": { "registry.example.com": "missing" }, "credsStore": "fake" }""" },
        { Other, """{ "credHelpers": { "https://registry.example.com": "fake" } }""" },
        { Other, """{ "credsStore": "fake" }""" },
        { Other, """{ "credsStore": "missing" }""" },
        { Other, """{ "credsStore": null }""" },
        { Other, "{ not JSON" },
        { Other, "{}" },
        { "registry.example.com:5000", """{ "auths": { "registry.example.com": { "auth": "dTpw" }, "registry.example.com:5000": { "auth": "eDp5" } } }""" },
        { "docker.io", """{ "auths": { "https://index.docker.io/v1/": { "auth": "dTpw" } } }""" },
        { "docker.io", """{ "auths": { "docker.io": { "auth": "dTpw" } } }""" },
        { "docker.io", """{ "auths": { "docker.io": { "auth": "eDp5" }, "https://index.docker.io/v1/": { "auth": "dTpw" } } }""" },
        { "docker.io", """{ "credsStore": "fake" }""" },
        { "docker.io", """{ "credHelpers": { "docker.io": "fake" } }""" },
    };

    [Theory]
    [MemberData(nameof(DockerFiles))]
    public async Task The_SDK_still_finds_a_docker_login_beside_the_credential(string registry, string config)
    {
        Write(".docker/config.json", config);

        await IsFoundAsBeforeAsync(registry);
    }

    [Theory]
    [InlineData("run/containers/auth.json", "XDG_RUNTIME_DIR", "run")]
    [InlineData(".config/containers/auth.json", "", "")]
    [InlineData("xdg/containers/auth.json", "XDG_CONFIG_DIR", "xdg")]
    [InlineData("somewhere/config.json", "DOCKER_CONFIG", "somewhere")]
    [InlineData("mine.json", "REGISTRY_AUTH_FILE", "mine.json")]
    public async Task The_SDK_still_finds_a_podman_login_or_one_in_a_file_that_the_user_names(string file, string variable, string value)
    {
        Write(".docker/config.json", """{ "auths": { "registry.example.com": { "auth": "eDp5" } } }""");
        Write(file, """{ "auths": { "registry.example.com": { "auth": "dTpw" } } }""");
        if (variable.Length > 0)
        {
            Set(variable, Path.Join(_home, value));
        }

        Assert.Equal("u/p/", await IsFoundAsBeforeAsync(Other));
    }

    [Fact]
    public async Task A_login_file_without_the_registry_leaves_the_SDK_to_read_the_next_one()
    {
        Write(".config/containers/auth.json", """{ "auths": { "another.example.com": { "auth": "eDp5" } } }""");
        Write(".docker/config.json", """{ "auths": { "registry.example.com": { "auth": "dTpw" } } }""");

        Assert.Equal("u/p/", await IsFoundAsBeforeAsync(Other));
    }

    [Fact]
    public async Task The_users_logins_for_the_same_host_do_not_win_over_the_credential()
    {
        Write(".docker/config.json", $$"""{ "auths": { "https://{{Hosts.EuWest1.Name}}": { "auth": "dTpw" } }, "credHelpers": { "{{Hosts.EuWest1.Name}}": "fake" }, "credsStore": "fake" }""");

        await IsFoundAsBeforeAsync(Other);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Directory.Delete(_home, recursive: true);
    }

    private async Task<string> IsFoundAsBeforeAsync(string registry)
    {
        // The SDK asks for Docker Hub by this name first.
        string[] names = registry == "docker.io" ? ["https://index.docker.io/v1/", registry] : [registry];
        var before = new List<string>();
        foreach (var name in names)
        {
            before.Add(await ReadAsync(name));
        }

        var credential = new RegistryCredential
        {
            Host = Hosts.EuWest1,
            UserName = "iam",
            Password = new Secret("pass:wörd"),
            Source = CredentialSourceKind.StaticKey,
            Origin = "a test",
        };
        var file = Path.Join(_home, "handed-over.json");
        SdkLoginFile.Create(file, [credential], [registry], new NebiusSettings());
        Set("REGISTRY_AUTH_FILE", file);

        Assert.Equal("iam/pass:wörd/", await ReadAsync(Hosts.EuWest1.Name));
        foreach (var (name, expected) in names.Zip(before))
        {
            Assert.Equal(expected, await ReadAsync(name));
        }

        return before[0];
    }

    private static async Task<string> ReadAsync(string registry)
    {
        try
        {
            var reading = (Task)Reader.Value!.Invoke(null, [registry])!;
            await reading;
            dynamic found = ((dynamic)reading).Result;
            return $"{found.Username}/{found.Password}/{found.IdentityToken}";
        }
        catch (Exception error) when (error is not NullReferenceException)
        {
            // A file that can't be read is the same as no login: the SDK fails in both cases.
            return "none";
        }
    }

    private static MethodInfo? FindReader()
    {
        var sdks = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "sdk"));
        var assembly = Directory.Exists(sdks)
            ? Directory.EnumerateFiles(sdks, "Valleysoft.DockerCredsProvider.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        return assembly is null ? null : Assembly.LoadFrom(assembly).GetType("Valleysoft.DockerCredsProvider.CredsProvider")?.GetMethod("GetCredentialsAsync", [typeof(string)]);
    }

    private void Write(string file, string text)
    {
        var path = Path.Join(_home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
