namespace Nebius.Registry.Iam.Rpc;

/// <summary>What one call gave: an answer or a failure.</summary>
/// <typeparam name="TAnswer">The answer.</typeparam>
/// <param name="Answer">The answer, when there is one.</param>
/// <param name="Failure">The failure, when there is one.</param>
internal sealed record RpcResult<TAnswer>(TAnswer? Answer, RpcFailure? Failure)
    where TAnswer : class
{
    /// <summary>Tells which of the two it is; an answer may hold a secret.</summary>
    public override string ToString() => Failure is null ? "answered" : Failure.Status;
}
