using System.Globalization;
using CsCheck;

namespace Nebius.Registry.Tests;

public sealed class CommandsOfCiSystems
{
    private static readonly string[] Commands =
    [
        "::error::boom", "::add-mask::x", "::set-output name=a::b", "::stop-commands::token", "::ERROR file=a,line=1::boom", "::workflow-command::x",
        "##[error]boom", "##[add-mask]x", "##[Section]Starting", "##[command]rm", "##[set-env name=A]b",
        "##vso[task.setvariable variable=A]b", "##VSO[Task.SetVariable variable=A;isSecret=true]b", "##vSo[task.complete result=Succeeded]",
        "##teamcity[setParameter name='a' value='b']", "##TeamCity[buildStatus status='SUCCESS']", "###vso[task.debug]x", "##vso [task.debug]x",
    ];

    // Characters before a command or within its marker that hide it from a simple search.
    private static readonly string[] Hiding =
    [
        "", " ", "\t", "   ", "\u00a0", "\u3000", "\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\v", "\f", "\0", "\u001b[31m", "\u001b", "\u009b", "\b", "\u007f",
        "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u034f", "\ufe0f", "\u180e", "\u115f", "\u3164", "\U000e0041", "\U000e0100", "::", "#",
    ];

    private static readonly string[] Pieces = [.. Commands, .. Hiding, "[", "]", ":", "##", "vso", "teamcity", "error", "a"];

    public static TheoryData<string> All { get; } = [.. Commands];

    [Theory]
    [MemberData(nameof(All))]
    public void No_CI_system_finds_a_command_in_text_from_a_server_or_user(string command)
    {
        foreach (var hiding in Hiding)
        {
            for (var place = 0; place <= Math.Min(command.Length, 8); place++)
            {
                var text = $"{command[..place]}{hiding}{command[place..]}";
                foreach (var hidden in new[] { text, $"words {text}", $"words\n{hiding}{text}" })
                {
                    Assert.Empty(Obeyed(Redactor.Clean(hidden, 1000)));
                    Assert.Empty(Obeyed(Redactor.CleanName(hidden, 1000)));
                    Assert.Empty(Obeyed(Redactor.Name(hidden)));
                    Assert.Empty(Obeyed(Redactor.Value(hidden)));
                    Assert.Empty(Obeyed(Redactor.Message(hidden)));
                    Assert.Empty(Obeyed(new NebiusRegistryException("NEBIUS1099", hidden).Message));
                }
            }
        }
    }

    [Fact]
    public void No_CI_system_finds_a_command_in_random_mixtures_of_command_characters() =>
        Gen.Int[0, Pieces.Length - 1].Array[1, 12].Sample(chosen =>
        {
            var text = string.Concat(chosen.Select(index => Pieces[index]));
            Assert.Empty(Obeyed(Redactor.Clean(text, 1000)));
            Assert.Empty(Obeyed(Redactor.Message(text)));
            Assert.Equal(Redactor.Message(text), Redactor.Message(Redactor.Message(text)));
        });

    [Theory]
    [InlineData("[::1]:5000 refused the connection")]
    [InlineData("fe80::1: refused")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("first\n  second\tthird")]
    [InlineData("the heading ## and a [link]")]
    [InlineData("/work/MyCompany.Service-Orders2/charts/web-v1.production.yaml")]
    [InlineData("/tmp/MyVeryLongProjectName2ForTheTestsOfTheBuild/bin")]
    [InlineData("nebius.iam.v1.TokenExchangeService/Exchange")]
    [InlineData("registry-e00abcdef0123456789abcdef0123456789 is in eu-west1")]
    [InlineData("✓ works, ✗ fails · ä ö ü 日本語")]
    public void A_message_without_commands_stays_as_it_is(string text) => Assert.Equal(text, Redactor.Message(text));

    [Theory]
    [InlineData("a ##vso[task.complete]x", "a # #vso[task.complete]x")]
    [InlineData("  ::error::x", "  : :error: :x")]
    [InlineData("::1", ": :1")]
    [InlineData("/work/::add-mask::x", "/work/: :add-mask: :x")]
    [InlineData("one\r\n##[error]two\u2028::warning::three", "one\n# #[error]two : :warning: :three")]
    public void A_defused_CI_command_is_still_readable(string text, string expected) => Assert.Equal(expected, Redactor.Message(text));

    [Fact]
    public void Text_is_not_cut_in_the_middle_of_a_character() => Assert.Equal("ab...", Redactor.Clean("ab😀", 3));

    // Finds commands in a line as the systems' own programs do; a line ends at anything that ends it for one of them.
    private static IEnumerable<string> Obeyed(string text) =>
        text.Split('\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029').Where(line => IsGitHubs(line) || IsAzures(line) || IsTeamCitys(line));

    // github.com/actions/runner src/Runner.Common/ActionCommand.cs
    private static bool IsGitHubs(string line) =>
        line.TrimStart().StartsWith("::", StringComparison.Ordinal) || Finds(line, "##[") || Finds(line, "::add-mask::") || Finds(line, "::error");

    // github.com/microsoft/azure-pipelines-agent src/Microsoft.VisualStudio.Services.Agent/Command.cs: with a comparison by culture.
    private static bool IsAzures(string line) => Finds(line, "##vso[") || Finds(line, "##[");

    private static bool IsTeamCitys(string line) => Finds(line, "##teamcity[");

    private static bool Finds(string line, string sign) =>
        line.Contains(sign, StringComparison.OrdinalIgnoreCase)
        || CultureInfo.InvariantCulture.CompareInfo.IndexOf(line, sign, CompareOptions.IgnoreCase) >= 0;
}
