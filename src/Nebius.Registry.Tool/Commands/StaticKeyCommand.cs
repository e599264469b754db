using System.CommandLine;
using Nebius.Registry.Credentials;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry static-key</c>: static keys for Container Registry. It needs an access token; a static key opens the registry alone.
/// </summary>
internal static class StaticKeyCommand
{
    public static Command Create() =>
        new("static-key", "Issues, lists, revokes and rotates static keys: passwords for the registry that last.")
    {
        IssueCommand.Create(),
        ListCommand.Create(),
        RevokeCommand.Create(),
        RotateCommand.Create(),
    };

    /// <summary>Finds an access token for the Nebius API, and reports its source.</summary>
    public static async Task<(CredentialChain Chain, ApiToken Token)> FindTokenAsync(CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions());
        var found = await chain.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"Nebius: access token from {found.Source} ({found.Origin})").ConfigureAwait(false);
        return (chain, found);
    }

    /// <summary>Asks the Nebius API with an access token; a cached one that it rejects is renewed once.</summary>
    public static async Task<TResult> AskAsync<TResult>(Func<StaticKeyClient, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        var (chain, found) = await FindTokenAsync(cancellationToken).ConfigureAwait(false);
        return await chain.WithFreshCredentialAsync(found, AskOnceAsync, cancellationToken).ConfigureAwait(false);

        async Task<TResult> AskOnceAsync(ApiToken token)
        {
            using var client = new StaticKeyClient(token);
            return await ask(client).ConfigureAwait(false);
        }
    }

    /// <summary>Reads when a key is to expire; null for the default.</summary>
    public static DateTimeOffset? Expiry(string? text) =>
        text is null ? null : StaticKeyExpiry.Parse(text, TimeProvider.System.GetUtcNow());
}

/// <summary><c>static-key issue</c>: the token goes where it is asked to.</summary>
internal static class IssueCommand
{
    private static readonly Option<string> Account = new("--service-account")
    {
        Description = "Whose key it is: serviceaccount-...",
        Required = true,
    };
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
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
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
        var key = await StaticKeyCommand.AskAsync(
            client => client.IssueAsync(request, destination, cancellationToken), cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"{key.Id} until {key.ExpiresAt:u}, in {destination}").ConfigureAwait(false);
        return ExitCode.Success;
    }
}

/// <summary><c>static-key list</c>: a line a key, with tabs between id, name, account, service, end and state.</summary>
internal static class ListCommand
{
    private static readonly Option<string> Project = KeyOptions.Project("The project: project-...");

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "list",
            "Lists a project's keys, a line each: id, name, service account, service, end, state.",
            "static-key list --project project-e00abc")
        {
            Project,
        };
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(
            Console.Error, () => RunAsync(parsed.GetRequiredValue(Project), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string project, CancellationToken cancellationToken)
    {
        var keys = await StaticKeyCommand.AskAsync(client => client.ListAsync(project, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        foreach (var key in keys)
        {
            await Console.Out.WriteLineAsync(Line(key)).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static string Line(StaticKeyInfo key) => string.Join(
        '\t',
        Redactor.Value(key.Id),
        Redactor.Value(key.Name),
        Redactor.Value(key.ServiceAccountId),
        key.Service,
        $"{key.ExpiresAt:u}",
        key.IsActive ? "active" : "not active");
}

/// <summary><c>static-key revoke</c>: a key by its id, or by its token on the standard input, as from a secret store.</summary>
internal static class RevokeCommand
{
    private const string FromInput = "-";

    private static readonly Argument<string> Key = new("key")
    {
        Description = "The key's id, statickey-...; or - for its token on the standard input.",
    };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "revoke",
            "Revokes a key: whoever has its token is locked out.",
            "static-key revoke statickey-e00abc",
            "static-key revoke - < ~/.registry-key")
        {
            Key,
        };
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(
            Console.Error, () => RunAsync(parsed.GetRequiredValue(Key), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string key, CancellationToken cancellationToken)
    {
        var token = key == FromInput ? new Secret((await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim()) : null;
        var wasThere = await StaticKeyCommand.AskAsync(
            client => token is null ? client.DeleteAsync(key, cancellationToken) : client.RevokeAsync(token, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(
            wasThere ? "revoked" : "there is no such key; it may have been revoked before").ConfigureAwait(false);
        return ExitCode.Success;
    }
}

/// <summary><c>static-key rotate</c>: a new key in an old one's place. Wherever it stops, one of the two works.</summary>
internal static class RotateCommand
{
    private static readonly Argument<string> Key = new("key") { Description = "The old key's id, statickey-..." };
    private static readonly Option<string> Region = new("--region")
    {
        Description = "The region of a registry where the new key must work, such as eu-west1.",
        Required = true,
    };
    private static readonly Option<string> Repository = new("--repository")
    {
        Description = "A repository there that it must be able to push to, such as e00abc/app.",
        Required = true,
    };

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
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
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
        await Console.Error.WriteLineAsync(
            $"{key.Id} until {key.ExpiresAt:u}, in {key.Destination}; {key.OldKeyId} is revoked").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
