using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>A message's help link leads to an existing file of the package, and to the section of the message's code.</summary>
public sealed class HelpLinks(ServedApp app) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("NEBIUS1103", "-p:NebiusRegion=EU", "-p:ContainerRegistry=")]
    [InlineData("NEBIUS1201")]
    [InlineData("NEBIUS2001", "-p:NebiusRegistryId=", "-p:NebiusPreflight=false")]
    public async Task The_help_link_of_a_message_leads_to_the_section_of_its_code(string code, params string[] properties)
    {
        var written = Path.Join(app.Scene.Temp, code + ".links");
        var logger = $"-logger:{typeof(HelpLinkLogger).FullName},{typeof(HelpLinkLogger).Assembly.Location};{written}";

        await app.PublishAsync(new Dictionary<string, string?>(), [.. properties, logger]);

        var line = Assert.Single(await File.ReadAllLinesAsync(written, TestContext.Current.CancellationToken), line => line.StartsWith(code, StringComparison.Ordinal));
        var link = line[(code.Length + 1)..].Split('#');
        Assert.Equal(code.ToLowerInvariant(), link[1]);
        Assert.Contains($"\n### {code}\n", await File.ReadAllTextAsync(link[0], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
