using System.CommandLine;
using Nebius.Registry.Configuration;
using Nebius.Registry.Credentials;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary><c>nebius-registry static-key</c>: static keys for Container Registry. It needs an access token; a static key opens the registry alone.</summary>
internal static class StaticKeyCommand
{
    public static Command Create() => new("static-key", "Issues, lists, revokes and rotates static keys: passwords for the registry that last.")
    {
        IssueCommand.Create(),
        ListCommand.Create(),
        RevokeCommand.Create(),
        RotateCommand.Create(),
    };

    /// <summary>Asks Nebius's API with an access token; one that was kept and is not accepted any more is got anew, once.</summary>
    public static Task<TAnswer> AskAsync<TAnswer>(Func<StaticKeyClient, Task<TAnswer>> ask, CancellationToken cancellationToken) =>
        AskAsync((client, _) => ask(client), cancellationToken);

    /// <summary>As the other, for who goes on with the token that was accepted.</summary>
    public static async Task<TAnswer> AskAsync<TAnswer>(Func<StaticKeyClient, ApiToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions());
        var found = await chain.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"Nebius: access token from {found.Source} ({found.Origin})").ConfigureAwait(false);
        return await chain.AskAsync(found, AskOnceAsync, cancellationToken).ConfigureAwait(false);

        async Task<TAnswer> AskOnceAsync(ApiToken token)
        {
            using var client = new StaticKeyClient(token);
            return await ask(client, token).ConfigureAwait(false);
        }
    }

    /// <summary>Reads when a key is to expire; null for the default.</summary>
    public static DateTimeOffset? Expiry(string? text) => text is null ? null : StaticKeyExpiry.Parse(text, TimeProvider.System.GetUtcNow());

    /// <summary>Makes the file that gets a token.</summary>
    public static StaticKeyDestination ToFile(string file, bool replaces, bool allowsWorkspace) =>
        StaticKeyDestination.ToFile(file, new StaticKeyFileOptions { Replaces = replaces, AllowsWorkspace = allowsWorkspace }, new NebiusSettings());
}
