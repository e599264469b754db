namespace Nebius.Registry.Build.Tasks;

/// <summary>Takes the credential back from the environment, so that later steps of this project do not inherit it.</summary>
public sealed class ClearNebiusCredentials : NebiusTask
{
    /// <summary>Gets or sets the pairs that were set.</summary>
    public string? Variables { get; set; }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var pair in (Variables ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            SdkVariables.Clear(pair);
        }

        EnvironmentMark.Remove();
        return Task.CompletedTask;
    }
}
