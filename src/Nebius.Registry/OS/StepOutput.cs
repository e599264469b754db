using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Nebius.Registry.OS.Files;

namespace Nebius.Registry.OS;

/// <summary>Sets outputs of a step of a CI job, for the steps after it.</summary>
internal static partial class StepOutput
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Tells whether a text can be the name of an output and can't break out of the command that sets it.</summary>
    /// <param name="name">The text.</param>
    /// <returns>True when it begins with a letter or _, followed by letters, digits, _, . and -.</returns>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>Turns any text into a part of a name.</summary>
    /// <param name="text">The text, such as an image's name.</param>
    /// <returns>The text with <c>_</c> in place of what Azure Pipelines does not allow in the name of a variable.</returns>
    public static string PartOfName(string text) => Other().Replace(text, "_");

    /// <summary>Sets an output where the CI system reads a file, and otherwise returns the command that sets it.</summary>
    /// <param name="settings">The settings, with the environment.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value: one line without a secret.</param>
    /// <param name="cancellationToken">Ends the wait for other processes that write to the same file.</param>
    /// <returns>The command, to be printed on a line of its own; null when there is none.</returns>
    /// <exception cref="ArgumentException">The name or the value would break out of the command.</exception>
    /// <exception cref="NebiusRegistryException">The file of the CI system can't be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<string?> SetAsync(NebiusSettings settings, string name, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(value);
        if (!IsName(name) || !Value().IsMatch(value))
        {
            throw new ArgumentException("It has characters that would end the command.", nameof(value));
        }

        if (IsTrue("GITHUB_ACTIONS") && settings.FromEnvironment("GITHUB_OUTPUT") is { } file)
        {
            // https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-output-parameter
            await AppendAsync(file.Value, name, value, cancellationToken).ConfigureAwait(false);
            return null;
        }

        // https://learn.microsoft.com/azure/devops/pipelines/process/set-variables-scripts
        return IsTrue("TF_BUILD") ? $"##vso[task.setvariable variable={name};isOutput=true]{value}"
            // https://www.jetbrains.com/help/teamcity/service-messages.html#set-parameter
            : settings.FromEnvironment("TEAMCITY_VERSION") is not null ? $"##teamcity[setParameter name='{name}' value='{value}']"
            : null;

        bool IsTrue(string variable) => "true".Equals(settings.FromEnvironment(variable)?.Value, StringComparison.OrdinalIgnoreCase);
    }

    // Projects are built at the same time, and each of them appends its line.
    private static async Task AppendAsync(string file, string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            await AppendLineAsync(file, $"{name}={value}", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(
                MessageCodes.StepOutputNotSet,
                $"Can't set the output {name} for the next steps (the file in GITHUB_OUTPUT): {Redactor.Name(error.Message)} "
                + $"The value is {value}");
        }
    }

    /// <summary>Appends a line to a file of the CI system, to which other processes may write at the same time.</summary>
    /// <exception cref="IOException">It can't be written, isn't a regular file, or another process held its lock for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static async Task AppendLineAsync(string file, string line, CancellationToken cancellationToken)
    {
        var content = Encoding.UTF8.GetBytes($"{line}{Environment.NewLine}");
        using var folder = Folder.Open(Path.GetFullPath(file), create: false, followLast: true, out var name);
        var start = Stopwatch.GetTimestamp();
        while (!folder.TryAppend(name, content))
        {
            if (Stopwatch.GetElapsedTime(start) >= Timeout)
            {
                throw new IOException($"Another program has locked '{file}' for at least {Timeout.TotalSeconds:0} seconds.");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    // References, separated by spaces.
    [GeneratedRegex(@"\A[A-Za-z0-9 ./:@_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex("[^A-Za-z0-9_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
