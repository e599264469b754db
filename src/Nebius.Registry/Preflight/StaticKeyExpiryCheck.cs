using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Net;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Checks when a static key expires, which can't be read from the key: where an access token is available, the Nebius API is asked,
/// once a day for each key and machine.
/// </summary>
/// <param name="provider">Where an access token may come from.</param>
/// <param name="settings">What the user set.</param>
internal sealed class StaticKeyExpiryCheck(ICredentialProvider provider, NebiusSettings settings)
{
    private const string Unknown = "unknown";

    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    private readonly LocalFacts _facts = new(settings);

    internal ApiClients Api { get; init; } = new();

    /// <summary>Tells whether a key expires soon. It takes 4 seconds at most on a machine that isn't busy, and most often none.</summary>
    /// <param name="key">The credential of a push; of another kind than a static key, nothing is asked.</param>
    /// <param name="soon">How long before its end it is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The warning; null when there is none, or the end is not known.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<Advice?> LookAsync(RegistryCredential key, TimeSpan soon, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Source != CredentialSourceKind.StaticKey || soon <= TimeSpan.Zero)
        {
            return null;
        }

        var now = Api.Time.GetUtcNow();
        var end = await EndAsync(key, cancellationToken).ConfigureAwait(false);
        return end is { } expiresAt && expiresAt - now <= soon ? StaticKeyExpiryAdvice.ExpiresSoon(expiresAt, key, now) : null;
    }

    /// <summary>
    /// Asks the Nebius API now when a static key expires, whatever was found before. It takes 4 seconds at most on a machine that isn't busy.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The time; null when no access token is set, or the API doesn't know the key or doesn't answer.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<DateTimeOffset?> AskEndAsync(RegistryCredential key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return provider.HasAccessToken() ? await AskAsync(key, cancellationToken).ConfigureAwait(false) : null;
    }

    private async Task<DateTimeOffset?> EndAsync(RegistryCredential key, CancellationToken cancellationToken)
    {
        var now = Api.Time.GetUtcNow();
        // The hash keeps the key itself out of the file.
        var name = $"static-key|{Sha256.HashToHex(key.Password.Reveal())}";
        if (_facts.Read(name)?.Split(' ') is [var looked, var known] && Time(looked) is { } lookedAt && now - lookedAt < OneDay)
        {
            return Time(known);
        }

        if (!provider.HasAccessToken() || !_facts.CanBeKept)
        {
            return null;
        }

        var end = await AskAsync(key, cancellationToken).ConfigureAwait(false);
        _facts.Write(name, $"{Text(now)} {(end is { } expiresAt ? Text(expiresAt) : Unknown)}");
        return end;
    }

    private async Task<DateTimeOffset?> AskAsync(RegistryCredential key, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(Api.Timeout, Api.Time, cancellationToken);
        try
        {
            var token = await provider.ResolveAccessTokenAsync(linked.Token).ConfigureAwait(false);
            return (await Api.FindStaticKeyAsync(provider, token, key.Password, linked.Token).ConfigureAwait(false))?.ExpiresAt;
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static string Text(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    // Seconds that are no date count as none.
    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

/// <summary>What the Nebius API says about the static key of a push, in words.</summary>
internal static class StaticKeyExpiryAdvice
{
    /// <summary>Explains why a registry does not accept a key.</summary>
    /// <param name="info">What the API says; null when it knows no such key.</param>
    /// <param name="key">The key.</param>
    /// <param name="asker">Who asked the API.</param>
    /// <param name="now">The time.</param>
    /// <returns>The explanation; null when the key is valid.</returns>
    public static Advice? Explain(StaticKeyInfo? info, RegistryCredential key, ApiToken asker, DateTimeOffset now)
    {
        var why = info switch
        {
            null =>
                "The Nebius API doesn't know the key: it was revoked or deleted, or belongs to another tenant than the access token from "
                + $"{asker.Origin}",
            { ExpiresAt: { } end } when end <= now => $"{Named(info)} expired at {Shown(end)}",
            { IsActive: false } => $"{Named(info)} was revoked",
            { Service: not ClientService.ContainerRegistry } =>
                $"{Named(info)} was issued for the service {info.Service}, not for CONTAINER_REGISTRY",
            _ => null,
        };
        return why is null
            ? null
            : new Advice(
                MessageCodes.StaticKeyEnded, $"{key.Host} rejected the static key in {key.Origin}. {why}.\n{Renew(info, key)}");
    }

    /// <summary>Warns of a key that expires soon.</summary>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    public static Advice ExpiresSoon(DateTimeOffset expiresAt, RegistryCredential key, DateTimeOffset now) => new(
        MessageCodes.StaticKeyExpiresSoon,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The static key in {key.Origin} expires at {Shown(expiresAt)}, "
            + $"in {Math.Max(0, Math.Floor((expiresAt - now).TotalDays)):0} days.\n{Renew(null, key)}"));

    private static string Named(StaticKeyInfo info) => $"{info.Id} of {info.ServiceAccountId}";

    private static string Shown(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.ToUniversalTime():u}");

    private static string Renew(StaticKeyInfo? info, RegistryCredential key) =>
        $"Issue a new one and put it into {key.Origin}:\n  {CommandsToType.IssueStaticKey(info?.ServiceAccountId)}";
}
