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
        await Console.Error.WriteLineAsync($"{key.Id} until {key.ExpiresAt:u}, in {destination}").ConfigureAwait(false);
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
            WriteJson(keys);
            return ExitCode.Success;
        }

        foreach (var line in keys.Select(Line).Prepend(Header))
        {
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static void WriteJson(IEnumerable<StaticKeyInfo> keys)
    {
        using var output = StandardStreams.OpenOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("id", Redactor.Value(key.Id));
                json.WriteString("name", Redactor.Value(key.Name));
                json.WriteString("serviceAccountId", Redactor.Value(key.ServiceAccountId));
                json.WriteString("service", $"{key.Service}");
                json.WriteString("expiresAt", key.ExpiresAt is { } end ? $"{end:O}" : null);
                json.WriteBoolean("active", key.IsActive);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.Write("\n"u8);
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

/// <summary><c>static-key revoke</c>: a key by its ID, or by its token on the standard input.</summary>
internal static class RevokeCommand
{
    private static readonly Argument<string> Key = new("key")
    {
        Description = "The key's ID, statickey-e00abc; or - to read its token from the standard input.",
    };

    public static Command Create()
    {
        var command = new CommandWithExamples(
            "revoke",
            "Revokes a key; its token stops working.",
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
        var (token, id) = await StaticKeyArgument.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        var wasThere = await StaticKeyCommand.AskAsync(
            client => token is null ? client.DeleteAsync(id!, cancellationToken) : client.RevokeAsync(token, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(wasThere ? "revoked" : NotFound(id)).ConfigureAwait(false);
        return wasThere ? ExitCode.Success : ExitCode.Failure;
    }

    private static string NotFound(string? id) =>
        $"{MessageCodes.ApiNotFound}: {id ?? "The static key of this token"} doesn't exist, or the account of the access token "
        + "may not see it. It may have been revoked before.\n  nebius-registry static-key list --project <project-id>";
}

/// <summary>A static key as users name it: by its ID, or <c>-</c> for the key itself on the standard input.</summary>
internal static class StaticKeyArgument
{
    private const string FromInput = "-";

    /// <summary>Returns the key or its ID, whichever was given.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static async Task<(Secret? Token, string? Id)> ReadAsync(string typed, CancellationToken cancellationToken)
    {
        if (typed != FromInput)
        {
            return (null, UsageException.Read(() => ResourceIds.RequireStaticKey(typed)));
        }

        var text = await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        var input = new SettingValue(text.Trim(), "The standard input", Environment.CurrentDirectory, SettingLevel.Typed);
        return (UsageException.Read(() => TokenText.Read(input, "a static key", new NebiusSettings())), null);
    }
}
