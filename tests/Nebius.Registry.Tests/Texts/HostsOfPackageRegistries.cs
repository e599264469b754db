using System.Text.RegularExpressions;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Texts;

/// <summary>Packages come through their ordinary clients, as each machine has them set up; a text says "the NuGet Gallery".</summary>
public sealed partial class HostsOfPackageRegistries
{
    [Fact]
    public void No_file_names_the_host_of_a_package_registry() =>
        RepositoryFiles.AssertNone(
            from file in RepositoryFiles.Ending()
            where !file.EndsWith($"/{nameof(HostsOfPackageRegistries)}.cs", StringComparison.Ordinal)
            from Match match in Host().Matches(RepositoryFiles.Read(file))
            select $"{file}: {match.Value}");

    [GeneratedRegex(
        @"\b(nuget|npmjs|npmmirror|yarnpkg|pypi|pythonhosted|crates|rubygems|maven|debian|ubuntu|golang)\.(org|com|io|dev|net)\b|\bget\.helm\.sh\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Host();
}
