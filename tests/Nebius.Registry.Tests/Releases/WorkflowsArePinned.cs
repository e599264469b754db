using System.Text.RegularExpressions;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Releases;

/// <summary>What the workflows of this repository may do: one of them publishes.</summary>
public sealed partial class WorkflowsArePinned
{
    private const string Release = ".github/workflows/release.yml";

    [Fact]
    public void Each_action_in_a_workflow_is_pinned_to_a_commit_with_its_version() =>
        RepositoryFiles.AssertNone(
            from file in Workflows()
            from line in RepositoryFiles.Read(file).Split('\n')
            where line.Contains("uses:", StringComparison.Ordinal) && !line.Contains("uses: ./", StringComparison.Ordinal) && !Pinned().IsMatch(line)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void No_workflow_has_a_stored_secret() =>
        RepositoryFiles.AssertNone(Workflows().Where(file => RepositoryFiles.Read(file).Contains("secrets.", StringComparison.Ordinal)));

    // Code that packs could otherwise ask for a token that publishes.
    [Fact]
    public void Only_the_job_that_publishes_gets_a_token_of_the_workflow()
    {
        var jobs = RepositoryFiles.Read(Release).Split("\n  publish:\n");

        Assert.Equal(2, jobs.Length);
        Assert.Contains("\npermissions: {}\n", jobs[0], StringComparison.Ordinal);
        Assert.DoesNotContain("id-token", jobs[0], StringComparison.Ordinal);
        Assert.Contains("id-token: write", jobs[1], StringComparison.Ordinal);
        Assert.Contains("environment: release", jobs[1], StringComparison.Ordinal);
        Assert.Contains("if: ${{ !inputs.dry-run }}", jobs[1], StringComparison.Ordinal);
        Assert.Contains("--target=Publish-Packages --exclusive", jobs[1], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Workflows() => RepositoryFiles.Ending(".yml").Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal));

    [GeneratedRegex("uses: [^@ ]+@[0-9a-f]{40} # v[0-9]")]
    private static partial Regex Pinned();
}
