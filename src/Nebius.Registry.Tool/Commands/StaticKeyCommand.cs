using System.CommandLine;
using System.Text.Json;
using Nebius.Registry.Credentials;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry static-key</c>: static keys for Container Registry. It needs an access token: the API rejects static keys.
/// </summary>
internal static class StaticKeyCommand
{
    public static Command Create() =>
        new CommandWithExamples(
            "static-key",
            "Issues, lists, rotates and revokes static keys, the long-lived passwords.",
            "static-key issue --service-account serviceaccount-e00abc --project project-e00abc --file ~/.registry-key",
            "static-key list --project project-e00abc",
            "static-key revoke statickey-e00abc")
    {
        IssueCommand.Create(),
        ListCommand.Create(),
        RotateCommand.Create(),
        RevokeCommand.Create(),
    };

    /// <summary>Finds an access token for the Nebius API, and reports its source.</summary>
    public static async Task<(CredentialChain Chain, ApiToken Token)> FindTokenAsync(CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions());
        var found = await chain.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        await Notes.WriteAsync($"Nebius: access token from {found.Source} ({found.Origin})").ConfigureAwait(false);
        return (chain, found);
    }

    /// <summary>Asks the Nebius API with an access token; a cached one that it rejects is renewed once.</summary>
    public static async Task<TResult> AskAsync<TResult>(Func<StaticKeyClient, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        var (chain, found) = await FindTokenAsync(cancellationToken).ConfigureAwait(false);
        return await AskAsync(chain, found, ask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the Nebius API with this access token; a cached one that it rejects is renewed once.</summary>
    public static Task<TResult> AskAsync<TResult>(
        CredentialChain chain, ApiToken token, Func<StaticKeyClient, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        return chain.WithFreshCredentialAsync(token, AskOnceAsync, cancellationToken);

        async Task<TResult> AskOnceAsync(ApiToken asker)
        {
            using var client = new StaticKeyClient(asker);
            return await ask(client).ConfigureAwait(false);
        }
    }
}

/// <summary><c>static-key issue</c>: issues a key.</summary>
internal static class IssueCommand
{
    private static readonly Option<string> Account = new("--service-account")
    {
        Description = "The service account of the key: serviceaccount-e00abc.",
        HelpName = "id",
        Required = true,
    };
    private static readonly Option<string> Project = KeyOptions.Project("The project of the service account: project-e00abc.");

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "issue",
            "Issues a key, and writes its token where you say.",
            "static-key issue --service-account serviceaccount-e00abc --project project-e00abc --expires 90d --file ~/.registry-key",
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
        var (request, destination) = UsageException.Read(() => (Request(parsed), KeyDestination.Of(parsed, output)));
        var key = await StaticKeyCommand.AskAsync(
            client => client.IssueAsync(request, destination, cancellationToken), cancellationToken).ConfigureAwait(false);
        await Notes.WriteAsync($"{key.Id} until {key.ExpiresAt:u}, in {destination}").ConfigureAwait(false);
        await KeyDestination.PrintAsync(parsed, key.Id, json =>
        {
            json.WriteString("id", Redactor.Value(key.Id));
            json.WriteString("name", Redactor.Value(key.Name));
            json.WriteString("serviceAccountId", Redactor.Value(key.ServiceAccountId));
            json.WriteString("projectId", Redactor.Value(key.ProjectId));
            json.WriteString("expiresAt", $"{key.ExpiresAt:O}");
            json.WriteString("destination", destination.Place);
        }).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static StaticKeyRequest Request(ParseResult parsed) => new()
    {
        ServiceAccountId = ResourceIds.RequireServiceAccount(parsed.GetRequiredValue(Account)),
        ProjectId = ResourceIds.RequireProject(parsed.GetRequiredValue(Project)),
        Name = parsed.GetValue(KeyOptions.Name),
        ExpiresAt = KeyOptions.Expiry(parsed),
    };
}

/// <summary><c>static-key list</c>: a header and a line a key, with tabs between the columns, or JSON.</summary>
internal static class ListCommand
{
    private const string Header = "ID\tNAME\tSERVICE ACCOUNT\tSERVICE\tEXPIRES\tSTATE";

    private static readonly Option<string> Project = KeyOptions.Project("The project: project-e00abc.");
    private static readonly Option<bool> Json = new("--json") { Description = "Print the keys as JSON." };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "list",
            "Lists a project's keys: ID, name, service account, service, expiry, state.",
            "static-key list --project project-e00abc",
            "static-key list --project project-e00abc --json")
        {
            Project, Json,
        };
        command.SetAction((parsed, cancellationToken) => ErrorBoundary.CodedAsync(
            Console.Error, () => RunAsync(parsed.GetRequiredValue(Project), parsed.GetValue(Json), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string typed, bool isJson, CancellationToken cancellationToken)
    {
        var project = UsageException.Read(() => ResourceIds.RequireProject(typed));
        var keys = await StaticKeyCommand.AskAsync(client => client.ListAsync(project, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (isJson)
        {
            JsonOutput.WriteList(keys, Write);
            return ExitCode.Success;
        }

        foreach (var line in keys.Select(Line).Prepend(Header))
        {
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static void Write(Utf8JsonWriter json, StaticKeyInfo key)
    {
        json.WriteString("id", Redactor.Value(key.Id));
        json.WriteString("name", Redactor.Value(key.Name));
        json.WriteString("serviceAccountId", Redactor.Value(key.ServiceAccountId));
        json.WriteString("service", $"{key.Service}");
        json.WriteString("expiresAt", key.ExpiresAt is { } end ? $"{end:O}" : null);
        json.WriteBoolean("active", key.IsActive);
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

/// <summary><c>static-key revoke</c>: a key by its ID or name, or by its token on the standard input.</summary>
internal static class RevokeCommand
{
    private static readonly Argument<string> Key = new("key")
    {
        Description = "The key's ID, statickey-e00abc, or its name; or - to read its token from the standard input.",
    };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "revoke",
            "Revokes a key; its token stops working.",
            "static-key revoke statickey-e00abc",
            "static-key revoke ci --project project-e00abc",
            "static-key revoke - < ~/.registry-key")
        {
            Key, KeyOptions.ProjectOfName,
        };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var key = await StaticKeyArgument.ReadAsync(
            parsed.GetRequiredValue(Key), parsed.GetValue(KeyOptions.ProjectOfName), cancellationToken).ConfigureAwait(false);
        var wasThere = await StaticKeyCommand.AskAsync(
            async client => key.Token is { } token
                ? await client.RevokeAsync(token, cancellationToken).ConfigureAwait(false)
                : await client.DeleteAsync(await key.FindIdAsync(client, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (!wasThere)
        {
            await Console.Error.WriteLineAsync(NotFound(key.Id)).ConfigureAwait(false);
            return ExitCode.Failure;
        }

        await Notes.WriteAsync("revoked").ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static string NotFound(string? id) =>
        $"{MessageCodes.ApiNotFound}: {id ?? "The static key of this token"} doesn't exist, or the account of the access token "
        + "may not see it. It may have been revoked before.\n  nebius-registry static-key list --project <project-id>";
}
