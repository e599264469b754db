namespace Nebius.Registry.Emulator;

/// <summary>A service account of IAM.</summary>
public sealed class ServiceAccount
{
    private readonly Lazy<AuthorizedKey> _authorizedKey;

    internal ServiceAccount(string id, string projectId, Func<string, AuthorizedKey> addKey)
    {
        Id = id;
        ProjectId = projectId;
        _authorizedKey = new Lazy<AuthorizedKey>(() => addKey(id));
    }

    /// <summary>The ID, such as <c>serviceaccount-e00abc</c>.</summary>
    public string Id { get; }

    /// <summary>The ID of the project that it belongs to.</summary>
    public string ProjectId { get; }

    /// <summary>The first authorized key. It is generated on first use, because an RSA key takes time.</summary>
    public AuthorizedKey AuthorizedKey => _authorizedKey.Value;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
