using Nebius.Registry.Testing;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Texts;

public sealed class LinksInTheDocs
{
    [Fact]
    public void Every_relative_link_and_anchor_of_every_page_leads_somewhere()
    {
        var files = RepositoryFiles.Ending().ToDictionary(file => file, file => file.EndsWith(".md", StringComparison.Ordinal) ? RepositoryFiles.Read(file) : string.Empty);

        RepositoryFiles.AssertNone(Links.Dead(files));
    }
}
