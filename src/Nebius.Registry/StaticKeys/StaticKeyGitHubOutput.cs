using System.Text.RegularExpressions;
using Nebius.Registry.OS;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// An output of a step on GitHub Actions. The runner is told first what its log must not show:
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions#masking-a-value-in-a-log
/// </summary>
/// <param name="name">The output's name.</param>
/// <param name="log">The step's log, where the runner looks for commands at the start of a line.</param>
/// <param name="settings">Where the environment is read.</param>
internal sealed partial class StaticKeyGitHubOutput(string name, TextWriter log, NebiusSettings settings) : StaticKeyDestination
{
    private const string Variable = "GITHUB_OUTPUT";

    /// <inheritdoc/>
    public override async Task WriteAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        Check();
        if (!OneWord().IsMatch(token.Reveal()))
        {
            throw Unusable("the token has characters that would end the runner's command");
        }

        await MaskAsync(token, cancellationToken).ConfigureAwait(false);
        try
        {
            await StepOutput.AppendLineAsync(
                settings.FromEnvironment(Variable)!.Value, $"{name}={token.Reveal()}", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"the file in {Variable} can't be written ({error.GetType().Name})");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"the step's output {name}, masked";

    /// <inheritdoc/>
    internal override string Place => name;

    /// <inheritdoc/>
    internal override void Check()
    {
        if (settings.FromEnvironment("GITHUB_ACTIONS")?.Value != "true" || settings.FromEnvironment(Variable) is null)
        {
            throw Unusable("this isn't a step of GitHub Actions, which masks it in the log. Use a file instead");
        }

        if (!StepOutput.IsName(name))
        {
            throw Unusable("the name isn't valid. Expected: letters, digits, _ and -, not beginning with a digit");
        }
    }

    private async Task MaskAsync(Secret token, CancellationToken cancellationToken)
    {
        try
        {
            await log.WriteLineAsync($"::add-mask::{token.Reveal()}").ConfigureAwait(false);
            await log.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw Unusable($"the step's log can't be written, so the token would not be masked ({error.GetType().Name})");
        }
    }

    private NebiusRegistryException Unusable(string why) =>
        new(MessageCodes.DestinationUnusable, $"Can't write the static key's token to the output '{name}': {why}.");

    // The runner decodes %25 in a command, and would mask another text.
    [GeneratedRegex(@"\A[!-$&-~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex OneWord();
}
