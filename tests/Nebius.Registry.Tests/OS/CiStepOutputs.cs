using Nebius.Registry.OS;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.OS;

/// <summary>What was pushed, for the later steps of a CI job.</summary>
public sealed class CiStepOutputs
{
    private const string Value = "cr.eu-west1.nebius.cloud/e00abc/app@sha256:aa";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TF_BUILD", "True", $"##vso[task.setvariable variable=image;isOutput=true]{Value}")]
    [InlineData("TEAMCITY_VERSION", "2025.07", $"##teamcity[setParameter name='image' value='{Value}']")]
    [InlineData("GITLAB_CI", "true", null)]
    public async Task A_step_output_is_set_by_a_command_on_Azure_Pipelines_and_TeamCity(string variable, string value, string? command)
    {
        var settings = new NebiusSettings { Environment = name => name == variable ? value : null };

        Assert.Equal(command, await StepOutput.SetAsync(settings, "image", Value, Cancel));
    }

    [Fact]
    public async Task Step_outputs_written_to_the_GitHub_output_file_at_the_same_time_are_all_there()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("outputs");
        var settings = new NebiusSettings { Environment = name => name switch { "GITHUB_ACTIONS" => "true", "GITHUB_OUTPUT" => file, _ => null } };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => StepOutput.SetAsync(settings, $"image{i}", Value, Cancel), Cancel)));

        var expected = Enumerable.Range(0, 20).Select(i => $"image{i}={Value}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await File.ReadAllLinesAsync(file, Cancel)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_step_output_file_that_cannot_be_written_is_reported_with_the_value()
    {
        using var directory = new TemporaryDirectory();
        var settings = new NebiusSettings { Environment = name => name switch { "GITHUB_ACTIONS" => "true", "GITHUB_OUTPUT" => directory.File("nowhere/outputs"), _ => null } };

        var failure = await Assert.ThrowsAsync<NebiusRegistryException>(() => StepOutput.SetAsync(settings, "image", Value, Cancel));

        Assert.Equal("NEBIUS1413", failure.Code);
        Assert.EndsWith($"The value is {Value}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", "two\nlines")]
    [InlineData("image", "a]b")]
    [InlineData("two words", "a")]
    public async Task A_step_output_whose_name_or_value_could_break_out_is_refused(string name, string value) =>
        await Assert.ThrowsAsync<ArgumentException>(() => StepOutput.SetAsync(new NebiusSettings { Environment = _ => null }, name, value, Cancel));
}
