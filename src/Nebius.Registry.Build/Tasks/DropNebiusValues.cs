using Microsoft.Build.Framework;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Deletes the files of values for helm that an earlier push has written, for each region, too.</summary>
public sealed class DropNebiusValues : NebiusTask
{
    /// <summary>Gets or sets the file.</summary>
    [Required]
    public string ValuesFile { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        HelmValues.DropAll(ValuesFile);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
