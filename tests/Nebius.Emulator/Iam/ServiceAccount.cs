namespace Nebius.Emulator;

/// <summary>A service account of the emulated IAM.</summary>
public sealed class ServiceAccount
{
    private readonly Lazy<AuthorizedKey> _authorizedKey;

    internal ServiceAccount(string id, Func<string, AuthorizedKey> addKey)
    {
        Id = id;
        _authorizedKey = new Lazy<AuthorizedKey>(() => addKey(id));
    }

    public string Id { get; }

    /// <summary>The account's first authorized key, made and registered when it is first asked for (an RSA key costs time).</summary>
    public AuthorizedKey AuthorizedKey => _authorizedKey.Value;

    public override string ToString() => Id;
}
