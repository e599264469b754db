using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Rare options, languages and paths work.</summary>
public sealed class UnusualEnvironments(BuiltApp app, PackedPackages packages) : IClassFixture<BuiltApp>
{
    [Theory]
    [InlineData("th_TH.UTF-8", "-isolate")]
    [InlineData("ar_SA.UTF-8", "-check")]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("fa_IR.UTF-8")]
    public async Task A_push_works_in_any_language_isolated_and_checked(string locale, params string[] options)
    {
        var environment = new Dictionary<string, string?>(app.Scene.WithAuthorizedKey) { ["LC_ALL"] = locale, ["LANG"] = locale };

        var published = await app.PublishAsync(environment, options);

        published.Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
        Assert.Empty(app.LastLog.OurWarnings);
    }

    [Fact]
    public async Task A_push_works_where_the_paths_have_apostrophes_and_letters_of_any_script()
    {
        const string Folder = "it's a ünïcode 道 folder";
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp(folder: Folder);
        var temp = Directory.CreateDirectory(Path.Join(scene.Temp, Folder)).FullName;
        File.Copy(scene.AuthorizedKeyFile, Path.Join(scene.Secrets, "ключ's.json"));
        var environment = new Dictionary<string, string?>
        {
            ["NEBIUS_AUTHORIZED_KEY_FILE"] = Path.Join(scene.Secrets, "ключ's.json"),
            ["TMPDIR"] = temp,
        };

        var published = await scene.PublishAsync($"{Folder}/app", environment, "--no-build", "-p:NebiusHelmValuesFile=it's values.yaml");

        published.Pushed(scene.WestRegistry, "app");
        Assert.True(File.Exists(Path.Join(scene.Workspace, Folder, "app", "it's values.yaml")));
    }
}
