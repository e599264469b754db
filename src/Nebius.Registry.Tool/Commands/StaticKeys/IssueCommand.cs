using System.CommandLine;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>static-key issue</c>: the token goes into a file for its owner alone, or, asked for by name, to the standard output.</summary>
internal static class IssueCommand
{
    private static readonly Option<string> Account = new("--service-account") { Description = "Whose key it is: serviceaccount-...", Required = true };
    private static readonly Option<string> Project = KeyOptions.Project("The project of the service account: project-...");
    private static readonly Option<string?> File = new("--file") { Description = "The file that gets the token; its mode is 0600." };
    private static readonly Option<bool> Stdout = new("--stdout") { Description = "Write the token to the standard output, for a program that reads it there; never into a log." };

    public static Command Create()
    {
        var command = new Command("issue", "Issues a key. Example: nebius-registry static-key issue --service-account serviceaccount-e00abc --project project-e00abc --file ~/.registry-key")
        {
            Account, Project, KeyOptions.Name, KeyOptions.Expires, File, Stdout, KeyOptions.Replace, KeyOptions.AllowWorkspace,
        };
        command.SetAction((parsed, cancellationToken) => Failures.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var output = Console.OpenStandardOutput();
        var destination = (parsed.GetValue(File), parsed.GetValue(Stdout)) switch
        {
            ({ } file, false) => StaticKeyCommand.ToFile(file, parsed.GetValue(KeyOptions.Replace), parsed.GetValue(KeyOptions.AllowWorkspace)),
            (null, true) => StaticKeyDestination.ToStream(output, "the standard output"),
            _ => throw new NebiusRegistryException(MessageCodes.InvalidSetting, "The token is shown this once: say where it goes, by --file PATH or by --stdout."),
        };
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
