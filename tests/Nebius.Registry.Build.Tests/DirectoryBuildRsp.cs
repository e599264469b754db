using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// MSBuild reads a Directory.Build.rsp by itself: it is checked in, so the environment wins over it. A response file that is named on the
/// command line counts as typed.
/// </summary>
public sealed class DirectoryBuildRsp(BuiltApp app) : IClassFixture<BuiltApp>, IDisposable
{
    private readonly List<string> _written = [];

    public void Dispose() => _written.ForEach(File.Delete);

    [Theory]
    [InlineData("-p:NebiusAuthorizedKeyFile={key}", true)]
    [InlineData("/property:nebiusauthorizedkeyfile={key}", false)]
    [InlineData("--property:NebiusAuthorizedKeyFile=\"{key}\"", false)]
    [InlineData("# a comment\n  \"-p:A=b;NebiusAuthorizedKeyFile={key};C=d\" -p:E=f", false)]
    [InlineData("-p:NebiusCredentialSources=StaticKey -P:NebiusAuthorizedKeyFile={key}", false)]
    [InlineData("@other.rsp", true)]
    public async Task Directory_Build_rsp_does_not_replace_the_credential_of_the_environment(string text, bool alsoInProcess)
    {
        var evil = Evil();
        Write("other.rsp", $"-p:NebiusAuthorizedKeyFile={evil.File}");
        Write("Directory.Build.rsp", text.Replace("{key}", evil.File, StringComparison.Ordinal));

        // A worker node has to read the file; in the process that was started, its command line is enough.
        string?[] modes = alsoInProcess ? [null, "1"] : ["1"];
        foreach (var noInProcessNode in modes)
        {
            var environment = new Dictionary<string, string?>(app.Scene.WithAuthorizedKey)
            {
                ["NEBIUS_CREDENTIAL_SOURCES"] = "AuthorizedKey",
                ["MSBUILDNOINPROCNODE"] = noInProcessNode,
            };

            var published = await app.PublishAsync(environment);

            published.Succeeds().Says($"(NEBIUS_AUTHORIZED_KEY_FILE) of {app.Scene.Account.Id}").DoesNotSay(evil.Account.Id);
        }
    }

    [Fact]
    public async Task A_typed_property_wins_over_Directory_Build_rsp_and_the_environment()
    {
        var (other, evil) = (Evil(), Evil());
        Write("Directory.Build.rsp", $"-p:NebiusAuthorizedKeyFile={evil.File}");
        Write("typed.rsp", $"-p:NebiusAuthorizedKeyFile={other.File}");
        string[] ways = [$"-p:NebiusAuthorizedKeyFile={other.File}", $"@{Path.Join(app.Scene.Workspace, "typed.rsp")}"];
        foreach (var typed in ways)
        {
            var published = await app.PublishAsync(app.Scene.WithAuthorizedKey, typed);

            published.Succeeds().Says($"(NebiusAuthorizedKeyFile) of {other.Account.Id}").DoesNotSay(evil.Account.Id);
        }
    }

    [Fact]
    public async Task Properties_that_a_project_passes_to_another_one_do_not_count_as_typed()
    {
        var evil = Evil();
        Write("outer.proj", $"""
            <Project>
              <Target Name="PublishContainer">
                <MSBuild Projects="{BuiltApp.Repository}/{BuiltApp.Repository}.csproj" Targets="Publish;PublishContainer" Properties="NoBuild=true;NebiusAuthorizedKeyFile={evil.File}" />
              </Target>
            </Project>
            """);

        var published = await app.Scene.DotNetAsync(
            ["msbuild", "outer.proj", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=registry-e00abc", "-p:Configuration=Release"],
            app.Scene.WithAuthorizedKey);

        published.DoesNotSay(evil.Account.Id).Says("(NEBIUS_AUTHORIZED_KEY_FILE)");
    }

    private (ServiceAccount Account, string File) Evil()
    {
        var account = app.World.Iam.AddServiceAccount();
        app.Scene.WestRegistry.Grant(account, RegistryRights.Push);
        var file = Path.Join(app.Scene.Secrets, $"{account.Id}.json");
        File.WriteAllText(file, account.AuthorizedKey.Json);
        return (account, file);
    }

    private void Write(string name, string text)
    {
        app.Scene.Write(name, text);
        _written.Add(Path.Join(app.Scene.Workspace, name));
    }
}
