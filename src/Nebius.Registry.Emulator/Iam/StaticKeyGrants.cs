using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>Who may see or manage the static keys of which project.</summary>
internal sealed class StaticKeyGrants
{
    private readonly ConcurrentDictionary<(string AccountId, string ProjectId), StaticKeyRights> _rights = new();

    public void Set(string accountId, string projectId, StaticKeyRights rights) => _rights[(accountId, projectId)] = rights;

    public StaticKeyRights Of(Identity caller, string projectId) => _rights.GetValueOrDefault((caller.Name, projectId));
}
