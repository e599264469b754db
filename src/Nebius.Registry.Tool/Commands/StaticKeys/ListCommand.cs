using System.CommandLine;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>static-key list</c>: a line a key, with tabs between id, name, account, service, end and state.</summary>
internal static class ListCommand
{
    private static readonly Option<string> Project = KeyOptions.Project("The project: project-...");

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "list", "Lists a project's keys, a line each: id, name, service account, service, end, state.", "static-key list --project project-e00abc")
        {
            Project,
        };
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed.GetRequiredValue(Project), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string project, CancellationToken cancellationToken)
    {
        foreach (var key in await StaticKeyCommand.AskAsync(client => client.ListAsync(project, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            await Console.Out.WriteLineAsync(Line(key)).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static string Line(StaticKeyInfo key) => string.Join(
        '\t', Redactor.Value(key.Id), Redactor.Value(key.Name), Redactor.Value(key.ServiceAccountId), key.Service, $"{key.ExpiresAt:u}", key.IsActive ? "active" : "not active");
}
