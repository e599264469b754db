using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry;

/// <summary>What a registry client sends to one host.</summary>
public sealed record RegistryCredential : SourceCredential
{
    /// <summary>The user name of every Nebius credential, see https://docs.nebius.com/container-registry/authentication.</summary>
    public const string IamUserName = "iam";

    // A shorter one is a part of many words.
    private const int ShortestHiddenName = 4;

    /// <summary>Makes a credential of its parts.</summary>
    public RegistryCredential()
    {
    }

    /// <summary>Binds a source's credential to the one host that it is for.</summary>
    [SetsRequiredMembers]
    internal RegistryCredential(SourceCredential credential, RegistryHost host)
        : base(credential) => Host = host;

    /// <summary>Gets the one host that this credential is for.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets what a server's text must not show: the password, and a user name that may be a person's, or a token.</summary>
    internal IEnumerable<Secret> Secrets =>
        UserName.Length < ShortestHiddenName || UserName == IamUserName ? [Password] : [Password, new Secret(UserName)];

    /// <inheritdoc/>
    public override string ToString() => CredentialDescription.Of(this);
}
