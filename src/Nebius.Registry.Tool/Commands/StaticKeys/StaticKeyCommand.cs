using System.CommandLine;
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

    /// <summary>Finds an access token for Nebius's API, and tells from where.</summary>
    public static async Task<(CredentialChain Chain, ApiToken Token)> FindTokenAsync(CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(new CredentialChainOptions());
        var found = await chain.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"Nebius: access token from {found.Source} ({found.Origin})").ConfigureAwait(false);
        return (chain, found);
    }

    /// <summary>Asks Nebius's API with an access token; one that was kept and is not accepted any more is got anew, once.</summary>
    public static async Task<TAnswer> AskAsync<TAnswer>(Func<StaticKeyClient, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        var (chain, found) = await FindTokenAsync(cancellationToken).ConfigureAwait(false);
        return await chain.WithFreshCredentialAsync(found, AskOnceAsync, cancellationToken).ConfigureAwait(false);

        async Task<TAnswer> AskOnceAsync(ApiToken token)
        {
            using var client = new StaticKeyClient(token);
            return await ask(client).ConfigureAwait(false);
        }
    }

    /// <summary>Reads when a key is to expire; null for the default.</summary>
    public static DateTimeOffset? Expiry(string? text) => text is null ? null : StaticKeyExpiry.Parse(text, TimeProvider.System.GetUtcNow());
}
