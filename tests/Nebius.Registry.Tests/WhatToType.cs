namespace Nebius.Registry.Tests;

/// <summary>Messages say what to type in the words of the program that shows them.</summary>
public sealed class WhatToType
{
    [Theory]
    [InlineData(UserInterface.MSBuild, "-p:NebiusCredentialSources=StaticKey+Cli", "-p:NebiusProfile=ci", "-p:NebiusRegion=eu-west1", "-p:NebiusHelmOverwrite=true")]
    [InlineData(UserInterface.Command, "NEBIUS_CREDENTIAL_SOURCES", "NEBIUS_PROFILE", "cr.eu-west1.nebius.cloud", "--overwrite")]
    [InlineData(UserInterface.Cake, "Sources = \"StaticKey+Cli\"", "Profile = \"ci\"", "\"eu-west1\"", "Overwrite = true")]
    [InlineData(UserInterface.Library, "NEBIUS_CREDENTIAL_SOURCES=StaticKey+Cli", "NEBIUS_PROFILE=ci", "cr.eu-west1.nebius.cloud", "Overwrite = true")]
    internal void A_setting_is_changed_in_the_words_of_the_program(UserInterface program, string sources, string profile, string region, string overwrite)
    {
        if (program == UserInterface.Command)
        {
            (sources, profile) = (Shell.Current.Set(sources, "StaticKey+Cli"), Shell.Current.Set(profile, "ci"));
        }

        Assert.Contains(sources, CommandsToType.SetSources("StaticKey+Cli", program), StringComparison.Ordinal);
        Assert.Contains(profile, CommandsToType.SetProfile("ci", program), StringComparison.Ordinal);
        Assert.Contains(region, CommandsToType.SetRegion("eu-west1", program), StringComparison.Ordinal);
        Assert.Contains(overwrite, CommandsToType.OverwriteChart(program), StringComparison.Ordinal);
        Assert.Equal(program == UserInterface.MSBuild, CommandsToType.SetSources("x", program).Contains("-p:", StringComparison.Ordinal));
    }
}
