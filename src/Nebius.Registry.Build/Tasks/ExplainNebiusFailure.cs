namespace Nebius.Registry.Build.Tasks;

/// <summary>placeholder</summary>
public sealed class ExplainNebiusFailure : CredentialTask
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
