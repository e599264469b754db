using System.Text.Json;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Texts;

/// <summary>docs/benchmarks.md and its plot, which eng/benchmarks.py makes from eng/benchmarks.json.</summary>
public sealed class BenchmarksInTheDocs
{
    private static readonly JsonElement Numbers = JsonDocument.Parse(Read("eng/benchmarks.json")).RootElement;

    [Fact]
    public void The_table_is_the_measured_one() =>
        Assert.Contains(Numbers.GetProperty("markdown").GetString()!, Read("docs/benchmarks.md"), StringComparison.Ordinal);

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public void The_plot_shows_each_measured_part(string variant)
    {
        var plot = Read($"docs/images/publish-time-{variant}.svg");

        Assert.All(Numbers.GetProperty("breakdowns").EnumerateArray(), breakdown => Assert.All(
            breakdown.GetProperty("parts").EnumerateObject(),
            part => Assert.Contains($"<title>{part.Name}: ", plot, StringComparison.Ordinal)));
    }

    private static string Read(string file) => File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, file));
}
