using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests;

/// <summary>The pattern by which the targets see on a command line, or in a response file, that a push was asked for.</summary>
public sealed class PushOnACommandLine
{
    private static readonly Regex Pattern = new(
        XDocument.Load(Path.Join(PackedPackages.RepositoryRoot, "src/Nebius.Registry.Build/build/Nebius.Registry.Build.Hooks.targets"))
            .Descendants("_NebiusPushTarget").Single().Value,
        RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("dotnet.dll publish -t:PublishContainer")]
    [InlineData("dotnet.dll publish -t PublishContainer")]
    [InlineData("dotnet.dll publish /t:PublishContainer")]
    [InlineData("dotnet.dll publish /T:publishcontainer")]
    [InlineData("dotnet.dll publish --target PublishContainer")]
    [InlineData("dotnet.dll publish --target:PublishContainer")]
    [InlineData("dotnet.dll publish --target=PublishContainer")]
    [InlineData("dotnet.dll msbuild -target:Restore;Publish;PublishContainer app.csproj")]
    [InlineData("dotnet.dll msbuild -t:Publish,PublishContainer")]
    [InlineData("dotnet.dll msbuild -t:Publish -t:PublishContainer")]
    [InlineData("dotnet.dll publish \"-t:Publish; PublishContainer\"")]
    [InlineData("dotnet.dll publish -t \"Publish; PublishContainer\"")]
    [InlineData("dotnet.dll publish \"-t\" \"PublishContainer\"")]
    [InlineData("dotnet.dll build all.slnx -t:src\\app:PublishContainer")]
    [InlineData("dotnet.dll build -t:NebiusHelmPush")]
    [InlineData("-p:A=b\n-t:PublishContainer\n")]
    [InlineData("-t:\"Publish;PublishContainer\"")]
    public void A_push_is_recognized(string commandLine) => Assert.Matches(Pattern, commandLine);

    [Theory]
    [InlineData("dotnet.dll publish PublishContainer")]
    [InlineData("dotnet.dll publish -t:Publish PublishContainer/app.csproj")]
    [InlineData("dotnet.dll publish -t:Publish -p:A=PublishContainer")]
    [InlineData("dotnet.dll publish \"-p:A=-t PublishContainer\" -t:Publish")]
    [InlineData("dotnet.dll publish -t:MyPublishContainer")]
    [InlineData("dotnet.dll publish -t:PublishContainers")]
    [InlineData("dotnet.dll publish -o out-t:PublishContainer")]
    [InlineData("dotnet.dll build -t:Build")]
    public void Another_text_is_not_taken_for_a_push(string commandLine) => Assert.DoesNotMatch(Pattern, commandLine);
}
