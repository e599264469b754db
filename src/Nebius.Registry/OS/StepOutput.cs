using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry.OS;

/// <summary>Outputs of a CI job's step, for the steps after it.</summary>
internal static partial class StepOutput
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Tells whether a text can be the name of an output, and does not break out of the command that sets it.</summary>
    /// <param name="name">The text.</param>
    /// <returns>True when it begins with a letter or _, and goes on with letters, digits, _, . and -.</returns>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>Makes a part of a name of any text.</summary>
    /// <param name="text">The text, such as an image's name.</param>
    /// <returns>The same with <c>_</c> for whatever Azure Pipelines does not want in a variable's name.</returns>
    public static string PartOfName(string text) => Other().Replace(text, "_");

    /// <summary>Sets an output where that is done by a file, and otherwise makes the command that sets it.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; no secret, and of one line.</param>
    /// <param name="cancellationToken">Ends the wait for others who write into the same file.</param>
    /// <returns>The command, to be printed on a line of its own; null when there is none to print.</returns>
    /// <exception cref="ArgumentException">The name or the value would break out of the command.</exception>
    /// <exception cref="NebiusRegistryException">The file of the CI system could not be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<string?> SetAsync(NebiusSettings settings, string name, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(value);
        if (!IsName(name) || !Value().IsMatch(value))
        {
            throw new ArgumentException("It would break out of the command.", nameof(value));
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

    // Projects are built at the same time, and each of them adds its line.
    private static async Task AppendAsync(string file, string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            await AppendLineAsync(file, $"{name}={value}", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(
                MessageCodes.StepOutputNotSet, $"The output {name} could not be set for the next steps, in the file that GITHUB_OUTPUT names: {Redactor.Name(error.Message)} It is {value}");
        }
    }

    /// <summary>Adds a line to a file of the CI system's, beside others who do.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static Task AppendLineAsync(string file, string line, CancellationToken cancellationToken) =>
        ExclusiveFile.AppendAsync(file, Encoding.UTF8.GetBytes($"{line}{Environment.NewLine}"), Timeout, cancellationToken);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    // References, with blanks between several of them.
    [GeneratedRegex(@"\A[A-Za-z0-9 ./:@_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex("[^A-Za-z0-9_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
