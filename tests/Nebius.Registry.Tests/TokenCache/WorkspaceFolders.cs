using Nebius.Registry.OS;

namespace Nebius.Registry.Tests.TokenCache;

public sealed class WorkspaceFolders : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workspace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tree/src/app", "tree", true)]
    [InlineData("tree/src/app", "tree/obj/new", true)]
    [InlineData("tree/src/app", "treehouse", false)]
    [InlineData("tree/src/app", "elsewhere", false)]
    [InlineData("elsewhere", "tree/obj", false)]
    public void The_git_work_tree_that_the_build_starts_in_is_the_workspace(string start, string path, bool isWithin)
    {
        Make("tree/.git");
        Make(start);
        Assert.Equal(isWithin, Workspace.Of(Settings(start)).Contains(In(path)));
    }

    [Fact]
    public void The_work_trees_around_a_submodule_are_part_of_the_workspace()
    {
        Make("tree/.git");
        Make("tree/module/src");
        File.WriteAllText(In("tree/module/.git"), "gitdir: ../.git/modules/module");
        Assert.True(Workspace.Of(Settings("tree/module/src")).Contains(In("tree/obj")));
    }

    [Fact]
    public void A_home_directory_under_git_is_not_the_workspace()
    {
        Make(".git");
        Make("project");
        Assert.False(Workspace.Of(Settings("project", ("HOME", _folder), ("USERPROFILE", _folder))).Contains(In(".cache")));
    }

    [Theory]
    [InlineData("GITHUB_WORKSPACE")]
    [InlineData("BUILD_SOURCESDIRECTORY")]
    [InlineData("CI_PROJECT_DIR")]
    public void The_checkout_that_the_CI_system_names_is_part_of_the_workspace(string variable)
    {
        var workspace = Workspace.Of(Settings("elsewhere", (variable, In("checkout") + Path.DirectorySeparatorChar)));
        Assert.True(workspace.Contains(In("checkout/home/.nebius")));
        Assert.False(workspace.Contains(In("elsewhere")));
    }

    [Fact]
    public void A_relative_checkout_path_is_not_part_of_the_workspace() =>
        Assert.False(Workspace.Of(Settings("a", ("GITHUB_WORKSPACE", "."))).Contains(In("a")));

    [Fact]
    public void A_link_to_the_workspace_is_recognized_as_the_workspace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Make("tree/.git");
        Make("tree/src");
        Directory.CreateSymbolicLink(In("link"), In("tree"));
        Assert.True(Workspace.Of(Settings("tree/src")).Contains(In("link/obj")));
        Assert.True(Workspace.Of(Settings("link/src")).Contains(In("tree/obj")));
    }

    private NebiusSettings Settings(string start, params (string Name, string Value)[] environment) => new()
    {
        StartDirectory = In(start),
        Environment = name => environment.FirstOrDefault(variable => variable.Name == name).Value,
    };

    private string In(string path) => Path.Join(_folder, path);

    private void Make(string path) => Directory.CreateDirectory(In(path));
}
