using System.Globalization;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// Exchanges that got no answer in the last seconds, in this process and others: docker starts a credential helper for each registry, and
/// each would wait for a dead IAM again.
/// </summary>
/// <param name="options">What the cache works with.</param>
internal sealed class RecentTimeouts(TokenCacheOptions options)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly LocalFacts _facts = new(options.Settings);

    /// <summary>Makes an exchange, unless the same one has just timed out.</summary>
    /// <param name="identity">What the token is cached by.</param>
    /// <param name="exchange">Gets a new token.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <exception cref="NebiusRegistryException">The exchange failed, or has just timed out.</exception>
    public async Task<AccessToken> GuardAsync(
        TokenCacheKey identity, Func<CancellationToken, Task<AccessToken>> exchange, CancellationToken cancellationToken)
    {
        var address = identity.Endpoint.AddressOf(TokenExchange.Service);
        var proxy = ProcessProxy.Shown(options.Proxy, address);
        var name = $"iam-timeout|{identity.PrivateName}|{proxy}";
        if (AgeOf(name) is { } age)
        {
            if (age < Lifetime)
            {
                throw JustTimedOut(address, proxy, age);
            }

            _facts.Drop(name);
        }

        try
        {
            return await exchange(cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error) when (error.IsTimeout)
        {
            var now = options.Time.GetUtcNow();
            options.Memory.Timeouts[name] = now;
            _facts.Write(name, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            throw;
        }
    }

    // Null also for a time that is yet to come: the clock has been set back.
    private TimeSpan? AgeOf(string name)
    {
        var stored = long.TryParse(_facts.Read(name), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : DateTimeOffset.MinValue;
        var last = options.Memory.Timeouts.GetValueOrDefault(name, DateTimeOffset.MinValue);
        var latest = stored > last ? stored : last;
        var age = options.Time.GetUtcNow() - latest;
        return latest == DateTimeOffset.MinValue || age < TimeSpan.Zero ? null : age;
    }

    private static NebiusRegistryException JustTimedOut(Uri address, string? proxy, TimeSpan age)
    {
        var way = proxy is null ? string.Empty : $" through the proxy {proxy}";
        var advice = proxy is null ? "Behind a proxy, set HTTPS_PROXY." : "Check that the proxy works (HTTPS_PROXY).";
        return new(
            MessageCodes.IamTimedOut,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Can't reach IAM at {address.Authority}: no answer{way} {age.TotalSeconds:0.0} s ago. ")
            + $"{advice} Try again after {Lifetime.TotalSeconds:0} s. To see more:\n  {Shell.Current.Connect($"{address}")}")
        {
            IsUnanswered = true,
        };
    }
}
