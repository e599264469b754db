using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>Who may get a service account's token without its key: subjects of other issuers, and accounts that may impersonate it.</summary>
internal sealed class Delegations
{
    private readonly ConcurrentDictionary<(string AccountId, string Issuer, string Subject), byte> _federated = new();
    private readonly ConcurrentDictionary<(string CallerId, string TargetId), byte> _impersonations = new();

    public void AddFederated(string accountId, string issuer, string subject) => _federated[(accountId, issuer, subject)] = 0;

    public bool RemoveFederated(string accountId, string issuer, string subject) =>
        _federated.TryRemove((accountId, issuer, subject), out _);

    public bool IsFederated(string accountId, string issuer, string subject) => _federated.ContainsKey((accountId, issuer, subject));

    public void AllowImpersonation(string callerId, string targetId) => _impersonations[(callerId, targetId)] = 0;

    public bool MayImpersonate(string callerId, string targetId) => _impersonations.ContainsKey((callerId, targetId));
}
