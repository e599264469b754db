using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Says what was pushed, for people in one line and for later steps as an item.</summary>
public sealed class ReportNebiusImage : NebiusTask
{
    /// <summary>Gets or sets ContainerRegistry.</summary>
    [Required]
    public string Registry { get; set; } = string.Empty;

    /// <summary>Gets or sets ContainerRepository.</summary>
    [Required]
    public string Repository { get; set; } = string.Empty;

    /// <summary>Gets or sets the image's tags, joined by ';'.</summary>
    public string? Tags { get; set; }

    /// <summary>Gets or sets the digest that the SDK computed; empty for a multi-architecture image.</summary>
    public string? Digest { get; set; }

    /// <summary>Gets or sets the media type that goes with <see cref="Digest"/>.</summary>
    public string? MediaType { get; set; }

    /// <summary>Gets or sets the index of a multi-architecture image, as it was pushed.</summary>
    public string? ImageIndex { get; set; }

    /// <summary>Gets or sets the source of the credential.</summary>
    public string? CredentialSource { get; set; }

    /// <summary>Gets the item: <c>host/repository@digest</c> with its parts as metadata; null when the registry is none of ours.</summary>
    [Output]
    public ITaskItem? Image { get; private set; }

    /// <inheritdoc />
    protected override System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (ExaminedHost.Find(Registry, "ContainerRegistry", new NebiusSettings()) is { } host)
        {
            var isIndex = !string.IsNullOrEmpty(ImageIndex);
            var digest = isIndex ? DigestOf(ImageIndex!) : Digest;
            Image = new TaskItem($"{host}/{Repository}@{digest}", new Dictionary<string, string?>
            {
                ["Host"] = host.Name,
                ["Region"] = host.Region ?? string.Empty,
                ["Repository"] = Repository,
                ["Tags"] = Tags ?? string.Empty,
                ["Digest"] = digest,
                ["MediaType"] = isIndex ? MediaTypeOf(ImageIndex!) : MediaType,
                ["CredentialSource"] = CredentialSource ?? string.Empty,
            });
            LogLine(MessageImportance.High, $"Nebius: pushed {host}/{Repository}@{digest} ({Tags})");
        }

        return System.Threading.Tasks.Task.CompletedTask;
    }

    private static string DigestOf(string index) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index)));

    private static string MediaTypeOf(string index)
    {
        using var document = JsonDocument.Parse(index);
        return document.RootElement.TryGetProperty("mediaType", out var mediaType) ? mediaType.GetString() ?? string.Empty : string.Empty;
    }
}
