namespace Nebius.Registry.Emulator;

/// <summary>A service account of the emulated IAM.</summary>
public sealed class ServiceAccount
{
    private readonly Lazy<AuthorizedKey> _authorizedKey;

    internal ServiceAccount(string id, string projectId, Func<string, AuthorizedKey> addKey)
    {
        Id = id;
        ProjectId = projectId;
        _authorizedKey = new Lazy<AuthorizedKey>(() => addKey(id));
    }

    public string Id { get; }

    public string ProjectId { get; }

    /// <summary>The account's first authorized key, made and registered when it is first asked for (an RSA key costs time).</summary>
    public AuthorizedKey AuthorizedKey => _authorizedKey.Value;

    public override string ToString() => Id;
}
