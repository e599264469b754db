using Cake.Core;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Shared = Nebius.Registry.OS.StepOutput;

namespace Cake.Nebius.Ci;

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
                "StepOutput is no name of an output: it begins with a letter or _, and goes on with letters, digits, _, . and -, as in StepOutput = \"image\".");
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
        if (ErrorBoundary.Coded(cancellationToken => Shared.SetAsync(settings, name, string.Join(' ', values), cancellationToken)) is { } command)
        {
            CiLog.Command(command);
        }
    }
}
