using Microsoft.Build.Framework;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Writes the values that install a chart with the image that was pushed.</summary>
public sealed class WriteNebiusHelmValues : NebiusTask
{
    /// <summary>Gets or sets the NebiusPublishedImage item.</summary>
    [Required]
    public ITaskItem? Image { get; set; }

    /// <summary>Gets or sets the file.</summary>
    [Required]
    public string File { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var image = Image!;
        var tag = image.GetMetadata("Tags").Split(';', 2)[0];
        var text = HelmValues.For($"{image.GetMetadata("Host")}/{image.GetMetadata("Repository")}", tag, image.GetMetadata("Digest"));
        await HelmValues.WriteAsync(File, text, cancellationToken).ConfigureAwait(false);
        LogLine(MessageImportance.High, $"Nebius: {PrintedText.OfValue(File)} names the image by its digest, for helm install -f");
    }
}
