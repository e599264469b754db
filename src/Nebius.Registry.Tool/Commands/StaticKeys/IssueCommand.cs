using System.CommandLine;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>static-key issue</c>: the token goes where it is asked to.</summary>
internal static class IssueCommand
{
    private static readonly Option<string> Account = new("--service-account") { Description = "Whose key it is: serviceaccount-...", Required = true };
    private static readonly Option<string> Project = KeyOptions.Project("The project of the service account: project-...");

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "issue",
            "Issues a key.",
            "static-key issue --service-account serviceaccount-e00abc --project project-e00abc --expires P90D --file ~/.registry-key",
            "static-key issue --service-account serviceaccount-e00abc --project project-e00abc --github-output registry-key")
        {
            Account, Project, KeyOptions.Name, KeyOptions.Expires,
        };
        KeyDestination.Options.ToList().ForEach(command.Add);
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var output = StandardStreams.OpenOutput();
        var destination = KeyDestination.Of(parsed, output);
        var request = new StaticKeyRequest
        {
            ServiceAccountId = parsed.GetRequiredValue(Account),
            ProjectId = parsed.GetRequiredValue(Project),
            Name = parsed.GetValue(KeyOptions.Name),
            ExpiresAt = StaticKeyCommand.Expiry(parsed.GetValue(KeyOptions.Expires)),
        };
        var key = await StaticKeyCommand.AskAsync(client => client.IssueAsync(request, destination, cancellationToken), cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"{key.Id} until {key.ExpiresAt:u}, in {destination}").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
