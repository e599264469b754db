using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Whatever a property or a variable contains, the build's messages have no command for a CI system and no secret.</summary>
public sealed class TextFromOutside(ServedApp app) : IClassFixture<ServedApp>
{
    [Theory]
    [InlineData("NebiusRegion")]
    [InlineData("NebiusRegistryId")]
    [InlineData("NebiusPreflight")]
    [InlineData("NebiusTokenMinimumLifetime")]
    [InlineData("NebiusStaticKeyExpiryWarningDays")]
    [InlineData("NebiusCredentialSources")]
    [InlineData("NebiusTokenCache")]
    [InlineData("NebiusProfile")]
    [InlineData("NebiusAuthorizedKeyFile")]
    public async Task A_property_value_in_the_log_cannot_be_a_command_for_a_CI_system(string property)
    {
        const string Commands = "%23%23vso[task.complete result=Succeeded]x%0A::error::y%0A%23%23[error]z%0A%20::add-mask::x";
        string[] registry = property == "NebiusRegion" ? ["-p:ContainerRegistry="] : [];

        var published = await app.PublishAsync(new Dictionary<string, string?>(), [.. registry, $"-p:{property}={Commands}"]);

        published.Fails().Says("NEBIUS1").DoesNotSay("##").DoesNotSay("::error").DoesNotSay("::add-mask");
    }

    [Theory]
    [InlineData("NEBIUS_CONFIG_FILE")]
    [InlineData("NEBIUS_PROFILE")]
    [InlineData("NEBIUS_AUTHORIZED_KEY_FILE")]
    [InlineData("NEBIUS_TRUSTED_REGISTRY_HOSTS")]
    [InlineData("NEBIUS_ENDPOINT")]
    [InlineData("NEBIUS_CREDENTIAL_SOURCES")]
    public async Task A_token_in_the_wrong_variable_is_not_printed(string variable)
    {
        const string Token = "v1.abcdefghijklmnop.SIGNATUREsignature";

        var published = await app.PublishAsync(new Dictionary<string, string?> { [variable] = Token });

        published.Fails().Says("NEBIUS1").DoesNotSay("abcdefghijklmnop").DoesNotSay("SIGNATURE");
    }
}
