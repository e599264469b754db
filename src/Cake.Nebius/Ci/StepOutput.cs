using System.Text.RegularExpressions;
using Cake.Core;
using Nebius.Registry.Diagnostics;

namespace Cake.Nebius.Ci;

/// <summary>Outputs of a step, for the steps after it.</summary>
internal static partial class StepOutput
{
    /// <summary>Refuses a name that would break out of the command that sets the output.</summary>
    /// <exception cref="CakeException">It would.</exception>
    public static void Check(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw Failures.Exception(
                MessageCodes.InvalidSetting,
                "StepOutput is no name of an output: it begins with a letter or _, and goes on with letters, digits, _, . and -, as in StepOutput = \"image\".");
        }
    }

    /// <summary>Sets an output, where the CI system has such a thing.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; no secret, and of one line.</param>
    public static void Set(ICakeContext context, string name, string value)
    {
        if (CiLog.IsTrue(context, "GITHUB_ACTIONS") && context.Environment.GetEnvironmentVariable("GITHUB_OUTPUT") is { Length: > 0 } file)
        {
            // https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-output-parameter
            File.AppendAllText(file, $"{name}={value}{Environment.NewLine}");
        }
        else if (CiLog.IsTrue(context, "TF_BUILD"))
        {
            // https://learn.microsoft.com/azure/devops/pipelines/process/set-variables-scripts
            CiLog.Command($"##vso[task.setvariable variable={name};isOutput=true]{value}");
        }
        else if (!string.IsNullOrEmpty(context.Environment.GetEnvironmentVariable("TEAMCITY_VERSION")))
        {
            // https://www.jetbrains.com/help/teamcity/service-messages.html#set-parameter
            CiLog.Command($"##teamcity[setParameter name='{name}' value='{value}']");
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
