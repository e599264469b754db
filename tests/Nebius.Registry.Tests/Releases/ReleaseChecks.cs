using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Releases;

/// <summary>eng/check-release, which "dotnet cake --target=Release" runs first.</summary>
public sealed class ReleaseChecks
{
    // It has the version of the command that it installs.
    private static readonly string Action = File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, "action.yml"));

    [Theory]
    [InlineData("## 0.2.0")]
    [InlineData("## [0.2.0] - 2026-12-01")]
    [InlineData("## 0.2.0 - 2026-12-01")]
    public async Task A_clean_commit_with_its_tag_and_its_section_is_released(string heading)
    {
        using var repository = await RepositoryAsync($"# Changelog\n\n{heading}\n\n## 0.1.0\n", "v0.2.0");

        (await CheckAsync(repository, "0.2.0")).Succeeds();
    }

    [Fact]
    public async Task A_working_tree_with_changes_is_not_released()
    {
        using var repository = await RepositoryAsync("## 0.2.0\n", "v0.2.0");
        repository.Write("new.cs", string.Empty);

        var result = await CheckAsync(repository, "0.2.0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("The working tree has changes, which would be released without a commit:\n?? new.cs\n  git stash --include-untracked", result.Output);
    }

    [Theory]
    [InlineData("v0.1.0")]
    [InlineData("0.2.0")]
    [InlineData("v0.2.0-rc.1")]
    [InlineData("v0x2.0")]
    public async Task A_version_that_is_not_the_tag_of_the_commit_is_not_released(string tag)
    {
        using var repository = await RepositoryAsync("## 0.2.0\n", tag);

        var result = await CheckAsync(repository, "0.2.0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("Version 0.2.0 isn't the tag of this commit: v0.2.0 doesn't point at it.\n  git tag v0.2.0", result.Output);
    }

    [Fact]
    public async Task A_tag_of_an_earlier_commit_is_not_released()
    {
        using var repository = await RepositoryAsync("## 0.2.0\n", "v0.2.0");
        await GitAsync(repository, "commit", "--quiet", "--allow-empty", "-m", "Two");

        Assert.Contains("v0.2.0 doesn't point at it", (await CheckAsync(repository, "0.2.0")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## Unreleased\n", "none")]
    [InlineData("## Unreleased\n\n## 0.1.0 - 2026-11-01\n", "0.1.0")]
    [InlineData("## [0.3.0]\n\n## [0.2.0]\n", "0.3.0")]
    [InlineData("## 0.2.0-rc.1\n", "0.2.0-rc.1")]
    public async Task A_version_that_is_not_the_newest_of_the_changelog_is_not_released(string changelog, string newest)
    {
        using var repository = await RepositoryAsync(changelog, "v0.2.0");

        var result = await CheckAsync(repository, "0.2.0");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"CHANGELOG.md has no section for 0.2.0: its newest release is '{newest}'.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_that_installs_another_version_is_not_released()
    {
        using var repository = await RepositoryAsync("## 0.2.0\n", "v0.2.0", action: "0.1.9");

        var result = await CheckAsync(repository, "0.2.0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("action.yml installs version 0.1.9, not 0.2.0.\n  Set the default of its input \"version\" to 0.2.0.", result.Output);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        using var repository = await RepositoryAsync("## Unreleased\n", "v0.1.0");
        repository.Write("CHANGELOG.md", "## Unreleased\n\nChanged.\n");

        Assert.Equal(3, (await CheckAsync(repository, "0.2.0")).Output.Split('\n').Count(line => line.StartsWith("  git ", StringComparison.Ordinal) || line.StartsWith("  Rename ", StringComparison.Ordinal)));
    }

    private static async Task<TemporaryDirectory> RepositoryAsync(string changelog, string tag, string action = "0.2.0")
    {
        Tool.Require("git", "bash");
        var repository = new TemporaryDirectory();
        repository.Write("CHANGELOG.md", changelog);
        repository.Write("action.yml", Action.Replace("0.1.0", action, StringComparison.Ordinal));
        await GitAsync(repository, "init", "--quiet");
        await GitAsync(repository, "add", "--all");
        await GitAsync(repository, "commit", "--quiet", "-m", "One");
        await GitAsync(repository, "tag", tag);
        return repository;
    }

    private static async Task GitAsync(TemporaryDirectory repository, params string[] arguments) =>
        (await Command.RunAsync(
            "git",
            ["-c", "user.name=a", "-c", "user.email=a@example.test", .. arguments],
            repository.FullPath,
            new Dictionary<string, string?>())).Succeeds();

    private static Task<CommandResult> CheckAsync(TemporaryDirectory repository, string version) =>
        Command.RunAsync("bash", [Path.Join(PackedPackages.RepositoryRoot, "eng/check-release"), version], repository.FullPath, new Dictionary<string, string?>());
}
