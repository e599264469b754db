using System.CommandLine;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>static-key revoke</c>: a key by its id, or by its token on the standard input, as from a secret store.</summary>
internal static class RevokeCommand
{
    private const string FromInput = "-";

    private static readonly Argument<string> Key = new("key") { Description = "The key's id, statickey-...; or - for its token on the standard input." };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "revoke", "Revokes a key: whoever has its token is locked out.", "static-key revoke statickey-e00abc", "static-key revoke - < ~/.registry-key")
        {
            Key,
        };
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed.GetRequiredValue(Key), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string key, CancellationToken cancellationToken)
    {
        var token = key == FromInput ? new Secret((await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim()) : null;
        var wasThere = await StaticKeyCommand.AskAsync(
            client => token is null ? client.DeleteAsync(key, cancellationToken) : client.RevokeAsync(token, cancellationToken), cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(wasThere ? "revoked" : "there is no such key; it may have been revoked before").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
