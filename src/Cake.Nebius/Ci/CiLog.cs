using Cake.Core;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Shared = Nebius.Registry.OS.StepOutput;

namespace Cake.Nebius.Ci;

/// <summary>Tells the CI system that runs the script what its log must not show.</summary>
internal static class CiLog
{
    /// <summary>
    /// Masks a secret that was minted here. What the user gave is the user's to mask. Only GitHub Actions and Azure Pipelines have a
    /// command for it; elsewhere (GitLab, TeamCity) such a line would show what it is meant to hide, so there is none.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="secret">The secret.</param>
    public static void Mask(ICakeContext context, Secret secret)
    {
        if (IsTrue(context, "GITHUB_ACTIONS"))
        {
            // https://docs.github.com/actions/reference/workflow-commands-for-github-actions#masking-a-value-in-a-log
            Command($"::add-mask::{secret.Reveal()}");
        }
        else if (IsTrue(context, "TF_BUILD"))
        {
            // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#setsecret-register-a-value-as-a-secret
            Command($"##vso[task.setsecret]{secret.Reveal()}");
        }
    }

    /// <summary>Prints a command at the start of a line, past Cake's log, which may indent it or leave it out.</summary>
    public static void Command(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    public static bool IsTrue(ICakeContext context, string variable) =>
        string.Equals(context.Environment.GetEnvironmentVariable(variable), "true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Outputs of a step, for the steps after it.</summary>
internal static class StepOutput
{
    /// <summary>Refuses a name that would break out of the command that sets the output.</summary>
    /// <param name="name">The name; nothing to refuse when there is none.</param>
    /// <exception cref="CakeException">It would.</exception>
    public static void Check(string? name)
    {
        if (!string.IsNullOrEmpty(name) && !Shared.IsName(name))
        {
            throw ErrorBoundary.Exception(
                MessageCodes.InvalidSetting,
                "StepOutput isn't a valid output name. Expected: a letter or _, then letters, digits, _, . and -, such as "
                + "StepOutput = \"image\".");
        }
    }

    /// <summary>Sets an output for each region, such as <c>image_eu_west1</c>.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">The name without the region; no output is set when there is none.</param>
    /// <param name="values">What each region has; a trusted host has no region, so its name counts.</param>
    public static void SetForRegions(ICakeContext context, string? name, IEnumerable<(string Region, object Value)> values)
    {
        foreach (var region in values.GroupBy(one => one.Region, one => one.Value))
        {
            Set(context, string.IsNullOrEmpty(name) ? null : $"{name}_{Shared.PartOfName(region.Key)}", region);
        }
    }

    /// <summary>Sets an output, where the CI system has such a thing.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">The name; no output is set when there is none.</param>
    /// <param name="values">What was pushed.</param>
    public static void Set(ICakeContext context, string? name, IEnumerable<object> values)
    {
        if (string.IsNullOrEmpty(name))
        {
            return;
        }

        var settings = new EffectiveSettings(context, null).ToOptions().Settings;
        var value = string.Join(' ', values);
        if (ErrorBoundary.Coded(cancellationToken => Shared.SetAsync(settings, name, value, cancellationToken)) is { } command)
        {
            CiLog.Command(command);
        }
    }
}
