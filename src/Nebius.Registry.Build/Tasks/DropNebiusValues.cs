using Microsoft.Build.Framework;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Deletes the file of values for helm that an earlier push has written.</summary>
public sealed class DropNebiusValues : NebiusTask
{
    /// <summary>Gets or sets the file.</summary>
    [Required]
    public string ValuesFile { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        HelmValues.Drop(ValuesFile);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
