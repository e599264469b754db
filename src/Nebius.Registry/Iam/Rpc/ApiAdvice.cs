namespace Nebius.Registry.Iam.Rpc;

/// <summary>What to look at and to type when a call is refused.</summary>
internal sealed record ApiAdvice
{
    /// <summary>Gets what to do when the account may not do it.</summary>
    public required string WhenDenied { get; init; }

    /// <summary>Gets what to do when something that the call names is not there.</summary>
    public required string WhenNotFound { get; init; }

    /// <summary>Gets what to do when a name is taken.</summary>
    public string WhenTaken { get; init; } = "Take another name.";
}
