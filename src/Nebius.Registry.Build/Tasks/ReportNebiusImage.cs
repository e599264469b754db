using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Nebius.Registry.Helm;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Says what was pushed: for people in one line, for later steps as an item and as outputs of the CI step, for helm as a file of values.
/// After a push with a static key it warns when the key expires soon.
/// </summary>
public sealed class ReportNebiusImage : CredentialTask
{
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

    /// <summary>Gets or sets NebiusSetStepOutputs.</summary>
    public string? SetStepOutputs { get; set; }

    /// <summary>Gets or sets NebiusStaticKeyExpiryWarningDays; the targets have checked it before the push.</summary>
    public int WarningDays { get; set; }

    /// <summary>Gets or sets the file that gets the values to install a chart with the image; empty for none.</summary>
    public string? ValuesFile { get; set; }

    /// <summary>
    /// Gets the item: <c>host/repository@digest</c> with its parts as metadata; null when the registry isn't one of Nebius.
    /// </summary>
    [Output]
    public ITaskItem? Image { get; private set; }

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (FindOutput() is not { } host)
        {
            return;
        }

        Image = CreateItem(host);
        LogLine(MessageImportance.High, $"Nebius: pushed {Image.ItemSpec} ({Tags})");
        if (StepOutputs.AreWanted(SetStepOutputs))
        {
            await StepOutputs.SetAsync("nebius_image", [Image], LogCommand, cancellationToken).ConfigureAwait(false);
        }

        if (CredentialSource == nameof(CredentialSourceKind.StaticKey) && WarningDays > 0)
        {
            await WarnOfExpiryAsync(host, cancellationToken).ConfigureAwait(false);
        }

        if (!string.IsNullOrEmpty(ValuesFile))
        {
            await WriteValuesAsync(host, Image.GetMetadata("Digest"), ValuesFile, cancellationToken).ConfigureAwait(false);
        }
    }

    private TaskItem CreateItem(RegistryHost host)
    {
        var isIndex = !string.IsNullOrEmpty(ImageIndex);
        var digest = isIndex ? DigestOf(ImageIndex!) : Digest;
        return new TaskItem($"{host}/{Repository}@{digest}", new Dictionary<string, string?>
        {
            ["Host"] = host.Name,
            ["Region"] = host.Region ?? string.Empty,
            ["Repository"] = Repository,
            ["Tags"] = Tags ?? string.Empty,
            ["Digest"] = digest,
            ["MediaType"] = isIndex ? MediaTypeOf(ImageIndex!) : MediaType,
            ["CredentialSource"] = CredentialSource ?? string.Empty,
        });
    }

    private async System.Threading.Tasks.Task WarnOfExpiryAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var provider = CreateFinder(leavesDockerConfigToSdk: false);
        var key = (await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false)).Credential!;
        var watch = new StaticKeyExpiryCheck(provider, CreateSettings());
        if (await watch.LookAsync(key, TimeSpan.FromDays(WarningDays), cancellationToken).ConfigureAwait(false) is { } warning)
        {
            LogWarning(warning.Code, warning.Message);
        }
    }

    private async System.Threading.Tasks.Task WriteValuesAsync(
        RegistryHost host, string digest, string file, CancellationToken cancellationToken)
    {
        var tag = (Tags ?? string.Empty).Split(';', 2)[0];
        await HelmValues.WriteAsync(file, HelmValues.For($"{host}/{Repository}", tag, digest), cancellationToken).ConfigureAwait(false);
        LogLine(MessageImportance.High, $"Nebius: {Redactor.Value(file)} has the image's digest, for helm install -f");
    }

    private static string DigestOf(string index) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index)));

    private static string MediaTypeOf(string index)
    {
        using var document = JsonDocument.Parse(index);
        return document.RootElement.TryGetProperty("mediaType", out var mediaType) ? mediaType.GetString() ?? string.Empty : string.Empty;
    }
}
