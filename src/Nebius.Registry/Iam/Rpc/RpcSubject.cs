namespace Nebius.Registry.Iam.Rpc;

/// <summary>What a call is about, for messages.</summary>
internal sealed record RpcSubject
{
    /// <summary>Gets where the call goes.</summary>
    public required IamEndpoint Endpoint { get; init; }

    /// <summary>Gets the service's name in its address, such as <c>tokens.iam</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Gets what users call the service, such as <c>IAM</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what was asked, to follow "was asked".</summary>
    public required string Asked { get; init; }

    /// <summary>Gets the secrets of the call; none of them may come back in a message.</summary>
    public required IReadOnlyList<Secret> Secrets { get; init; }

    /// <summary>Gets the codes of the failures that every call may have.</summary>
    public required RpcMessageCodes Codes { get; init; }

    /// <summary>Gets the host that is asked.</summary>
    public string Host => Endpoint.AddressOf(Service).Authority;

    /// <summary>Gets the beginning of every message.</summary>
    public string Attempt => $"{Name} at {Host} was asked {Asked}";
}
