using System.Text.RegularExpressions;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests;

/// <summary>Commands that messages tell the user to type work in the shell of the user's system.</summary>
public sealed partial class CommandsOfEachSystem
{
    private static readonly string[] PosixOnly = ["export ", "getent ", "chmod ", "ls -l", "unset ", "${", "fuser ", "grep ", "$(", " && ", "rm "];

    [Theory]
    [InlineData("Linux", "export NEBIUS_REGION=eu-west1")]
    [InlineData("MacOS", "export NEBIUS_REGION=eu-west1")]
    [InlineData("Windows", "$env:NEBIUS_REGION = \"eu-west1\"")]
    public void A_variable_is_set_in_the_words_of_the_system(string system, string expected) =>
        Assert.Equal(expected, Of(system).Set("NEBIUS_REGION", "eu-west1"));

    [Theory]
    [InlineData("Linux", "getent hosts cr.eu-west1.nebius.cloud")]
    [InlineData("MacOS", "nslookup cr.eu-west1.nebius.cloud")]
    [InlineData("Windows", "nslookup cr.eu-west1.nebius.cloud")]
    public void A_name_is_looked_up_by_a_program_that_the_system_has(string system, string expected) =>
        Assert.Equal(expected, Of(system).LookUp("cr.eu-west1.nebius.cloud"));

    [Theory]
    [InlineData("Linux", "SSL_CERT_FILE")]
    [InlineData("MacOS", "security add-trusted-cert")]
    [InlineData("Windows", "Import-Certificate")]
    public void A_certificate_is_trusted_where_DotNET_looks_for_it_on_the_system(string system, string expected) =>
        Assert.Contains(expected, Of(system).TrustCertificate, StringComparison.Ordinal);

    [Theory]
    [InlineData("Linux", @"'it'\''s here'")]
    [InlineData("Windows", "'it''s here'")]
    public void A_path_is_quoted_as_the_shell_reads_it(string system, string expected) => Assert.Equal(expected, Of(system).Quote("it's here"));

    // PowerShell also ends a string at these.
    [Fact]
    public void A_typographic_quotation_mark_in_a_path_is_doubled_for_PowerShell_alone()
    {
        Assert.Equal("'C:\\O\u2019\u2019Brien\u2018\u2018'", Shell.Windows.Quote("C:\\O\u2019Brien\u2018"));
        Assert.Equal("'/O\u2019Brien'", Shell.Linux.Quote("/O\u2019Brien"));
    }

    // Without -LiteralPath, PowerShell reads [ and ] as a pattern.
    [Fact]
    public void A_path_with_brackets_is_no_pattern_for_PowerShell()
    {
        var shell = Shell.Windows;
        string[] commands =
        [
            shell.ShowFile("a[1]"), shell.ListFolder("a[1]"), shell.Copy("a[1]", "A"), shell.Delete("a[1]", "b"), shell.DeleteFolder("a[1]"), shell.CheckJson("a[1]"),
        ];

        Assert.All(commands, command => Assert.Contains(" -LiteralPath 'a[1]'", command, StringComparison.Ordinal));
    }

    [Fact]
    public void No_command_for_Windows_has_words_of_another_shell()
    {
        var shell = Shell.Windows;
        string[] commands =
        [
            shell.AddToolsToPath, shell.ShowVariables, shell.TrustCertificate, shell.UseOwnTemporaryFolder, shell.Value("A"),
            shell.Set("A", "b"), shell.SetFrom("A", "b"), shell.SetFromItsFile("A"), shell.Rename("A", "B"), shell.Append("A", ",b"),
            shell.Unset("A", "B"), shell.Then("a", "b"), shell.Pipe("a", "b"), shell.ReadFrom("a", "b"), shell.AddToPath("a"),
            shell.ShowRights("'a'"), shell.ShowFile("a"), shell.ListFolder("a"), shell.ShowUsers("a"), shell.MakePrivateFolder("a"),
            shell.SetToNewFolder("A", "b"), shell.Copy("a", "A", "b"), shell.ShowFreeSpace("a"), shell.Edit("a"), shell.Delete("a", "b"), shell.DeleteFolder("a"), shell.RemoveByteOrderMark("a"),
            shell.CheckJson("a"), shell.LookUp("a"), shell.Connect("a"), shell.ShowProtocol("a"), shell.AskMetadata("a"),
        ];

        Assert.All(commands, command => Assert.DoesNotContain(PosixOnly, word => command.Contains(word, StringComparison.Ordinal)));
        Assert.DoesNotContain(commands, command => Regex.IsMatch(command, @"\bcurl\s"));
    }

    [Fact]
    public void Only_the_shells_have_commands_for_one_system()
    {
        var sources = RepositoryFiles.ReadAll(".cs").Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal) && !Exceptions().IsMatch(file.Key));
        RepositoryFiles.AssertNone(
            from file in sources
            from line in file.Value.Split('\n')
            where Command().IsMatch(line)
            select $"{file.Key}: {line.Trim()}");
    }

    private static Shell Of(string system) => system switch
    {
        "Windows" => Shell.Windows,
        "MacOS" => Shell.MacOS,
        _ => Shell.Linux,
    };

    // In a string: after a quote, a line's end, a separator or the blanks before a command.
    [GeneratedRegex(@"^(?!\s*//).*(""|\\n|\\n  |; |&& |: )(export \{?[A-Z$]|unset [A-Z{]|getent |chmod |ls -l|fuser |curl -|df -|rm '|rmdir '|mkdir )")]
    private static partial Regex Command();

    // The emulator is for developers, and the other files are about systems that are not Windows.
    [GeneratedRegex(@"/Nebius\.Registry\.Emulator/|/Nebius\.Registry/(Shell\.cs|PosixShell\.cs|PowerShell\.cs|OS/Unix/|OS/Files/(UnixFolder|PathWalk)\.cs|DockerConfig/HelperScript\.cs)")]
    private static partial Regex Exceptions();
}
