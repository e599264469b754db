using System.CommandLine;
using Nebius.Registry.Oci;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>static-key rotate</c>: replaces a key. Wherever it stops, one of the two works.</summary>
internal static class RotateCommand
{
    private static readonly Argument<string> Key = new("key")
    {
        Description = "The key to replace: its ID, statickey-e00abc, or its name; - reads the key from the standard input.",
    };
    private static readonly Option<string> Registry = new("--registry", "--region")
    {
        Description = "Where the new key must work: eu-north1/e00abc/app.",
        HelpName = "registry",
        Required = true,
    };
    private static readonly Option<string> Repository = new("--repository")
    {
        Description = "The repository, if --registry doesn't have it: e00abc/app.",
        HelpName = "name",
    };
    private static readonly Option<bool> PullOnly = new("--pull-only") { Description = "The key may only pull." };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "rotate",
            "Issues a new key, tests it, writes its token, and then revokes the old key.",
            "static-key rotate - --registry eu-north1/e00abc/app --file ~/.registry-key --replace < ~/.registry-key",
            "static-key rotate statickey-e00abc --registry eu-north1 --repository e00abc/app --pull-only --github-output registry-key")
        {
            Key, KeyOptions.ProjectOfName, Registry, Repository, PullOnly, KeyOptions.Name, KeyOptions.Expires,
        };
        KeyDestination.Options.ToList().ForEach(command.Add);
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var output = StandardStreams.OpenOutput();
        var target = await RegistryArgument.ReadAsync(
            parsed.GetRequiredValue(Registry), new NebiusSettings(), cancellationToken).ConfigureAwait(false);
        var old = await StaticKeyArgument.ReadAsync(
            parsed.GetRequiredValue(Key), parsed.GetValue(KeyOptions.ProjectOfName), cancellationToken).ConfigureAwait(false);
        var request = UsageException.Read(() => Request(parsed, target, output)) with { OldToken = old.Token };
        var (chain, token) = await StaticKeyCommand.FindTokenAsync(cancellationToken).ConfigureAwait(false);
        if (old.Token is null)
        {
            var id = await StaticKeyCommand.AskAsync(
                chain, token, client => old.FindIdAsync(client, cancellationToken), cancellationToken).ConfigureAwait(false);
            request = request with { OldKeyId = id };
        }

        var key = await chain.RotateAsync(token, request, cancellationToken).ConfigureAwait(false);
        await Notes.WriteAsync(
            $"{key.Id} until {key.ExpiresAt:u}, in {key.Destination}; {key.OldKeyId} is revoked").ConfigureAwait(false);
        await KeyDestination.PrintAsync(parsed, key.Id, json =>
        {
            json.WriteString("id", Redactor.Value(key.Id));
            json.WriteString("name", Redactor.Value(key.Name));
            json.WriteString("serviceAccountId", Redactor.Value(key.ServiceAccountId));
            json.WriteString("projectId", Redactor.Value(key.ProjectId));
            json.WriteString("expiresAt", $"{key.ExpiresAt:O}");
            json.WriteString("destination", request.Destination.Place);
            json.WriteString("revokedId", Redactor.Value(key.OldKeyId));
        }).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static StaticKeyRotationRequest Request(ParseResult parsed, RegistryTarget target, Stream output)
    {
        var repository = parsed.GetValue(Repository) ?? target.Repository;
        var isOther = target.Repository is { } typed && repository is not null && typed != RegistryId.WithoutPrefix(repository);
        if (repository is null || isOther || !repository.Contains('/', StringComparison.Ordinal))
        {
            throw new NebiusRegistryException(
                MessageCodes.KeyCannotRotate,
                "No repository is set to test the new key with. Add the registry ID and a name:\n"
                + $"  --registry {target.Host}/e00abc/app");
        }

        return new()
        {
            Host = target.Host,
            Repository = repository,
            Action = parsed.GetValue(PullOnly) ? RegistryAction.Pull : RegistryAction.Push,
            Destination = KeyDestination.Of(parsed, output),
            Name = parsed.GetValue(KeyOptions.Name),
            ExpiresAt = KeyOptions.Expiry(parsed),
        };
    }
}
