using System.CommandLine;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>static-key rotate</c>: a new key in an old one's place. Wherever it stops, one of the two works.</summary>
internal static class RotateCommand
{
    private static readonly Argument<string> Key = new("key") { Description = "The old key's id, statickey-..." };
    private static readonly Option<string> Region = new("--region") { Description = "The region of a registry where the new key must work, such as eu-west1.", Required = true };
    private static readonly Option<string> Repository = new("--repository") { Description = "A repository there that it must be able to push to, such as e00abc/app.", Required = true };
    private static readonly Option<string> File = new("--file") { Description = "The file that gets the new token; its mode is 0600.", Required = true };

    public static Command Create()
    {
        var command = new Command("rotate", "Issues a new key, proves it at the registry, writes its token, and only then revokes the old one.")
        {
            Key, Region, Repository, File, KeyOptions.Name, KeyOptions.Expires, KeyOptions.Replace, KeyOptions.AllowWorkspace,
        };
        command.SetAction((parsed, cancellationToken) => Failures.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var keyId = parsed.GetRequiredValue(Key);
        var request = new StaticKeyRotationRequest
        {
            OldKeyId = keyId,
            Host = RegistryHost.ForRegion(parsed.GetRequiredValue(Region)),
            Repository = parsed.GetRequiredValue(Repository),
            Destination = StaticKeyCommand.ToFile(parsed.GetRequiredValue(File), parsed.GetValue(KeyOptions.Replace), parsed.GetValue(KeyOptions.AllowWorkspace)),
            Name = parsed.GetValue(KeyOptions.Name),
            ExpiresAt = StaticKeyCommand.Expiry(parsed.GetValue(KeyOptions.Expires)),
        };

        // By a call that changes nothing: a rotation is not to be begun a second time.
        var accepted = await StaticKeyCommand.AskAsync(
            async (client, token) =>
            {
                _ = await client.GetAsync(keyId, cancellationToken).ConfigureAwait(false);
                return token;
            },
            cancellationToken).ConfigureAwait(false);
        using var client = new StaticKeyClient(accepted);
        var key = await client.RotateAsync(request, cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"{key.Id} until {key.ExpiresAt:u}, in {key.Destination}; {key.OldKeyId} is revoked").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
