using System.CommandLine;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>static-key rotate</c>: a new key in an old one's place. Wherever it stops, one of the two works.</summary>
internal static class RotateCommand
{
    private static readonly Argument<string> Key = new("key") { Description = "The old key's id, statickey-..." };
    private static readonly Option<string> Region = new("--region") { Description = "The region of a registry where the new key must work, such as eu-west1.", Required = true };
    private static readonly Option<string> Repository = new("--repository") { Description = "A repository there that it must be able to push to, such as e00abc/app.", Required = true };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "rotate",
            "Issues a new key, proves it at the registry, writes its token, and only then revokes the old one.",
            "static-key rotate statickey-e00abc --region eu-west1 --repository e00abc/app --file ~/.registry-key --replace")
        {
            Key, Region, Repository, KeyOptions.Name, KeyOptions.Expires,
        };
        KeyDestination.Options.ToList().ForEach(command.Add);
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var output = StandardStreams.OpenOutput();
        var request = new StaticKeyRotationRequest
        {
            OldKeyId = parsed.GetRequiredValue(Key),
            Host = RegistryHost.ForRegion(parsed.GetRequiredValue(Region)),
            Repository = parsed.GetRequiredValue(Repository),
            Destination = KeyDestination.Of(parsed, output),
            Name = parsed.GetValue(KeyOptions.Name),
            ExpiresAt = StaticKeyCommand.Expiry(parsed.GetValue(KeyOptions.Expires)),
        };
        var (chain, token) = await StaticKeyCommand.FindTokenAsync(cancellationToken).ConfigureAwait(false);
        var key = await chain.RotateAsync(token, request, cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"{key.Id} until {key.ExpiresAt:u}, in {key.Destination}; {key.OldKeyId} is revoked").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
