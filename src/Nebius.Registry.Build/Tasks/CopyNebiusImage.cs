using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Nebius.Registry.Copying;
using Nebius.Registry.Helm;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Copies the image that was pushed to the registries of NebiusCopyTo: all at the same time, by its digest, with its tags. Then later steps
/// and helm get the reference for each region.
/// </summary>
public sealed class CopyNebiusImage : CopyTask
{
    private readonly List<ITaskItem> _copies = [];

    /// <summary>Gets or sets the NebiusPublishedImage item of the image that was pushed.</summary>
    [Required]
    public ITaskItem? Image { get; set; }

    /// <summary>Gets or sets NebiusSetStepOutputs.</summary>
    public string? SetStepOutputs { get; set; }

    /// <summary>Gets or sets NebiusStaticKeyExpiryWarningDays; the targets have checked it before the push.</summary>
    public int WarningDays { get; set; }

    /// <summary>Gets or sets the file that has the values to install a chart with the image; empty for none.</summary>
    public string? ValuesFile { get; set; }

    /// <summary>Gets the items of the copies.</summary>
    [Output]
    [SuppressMessage(
        "Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists of items as arrays.")]
    public ITaskItem[] Copies => [.. _copies];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (FindOutput() is not { } host)
        {
            return;
        }

        var repository = Image!.GetMetadata("Repository");
        var registries = await FindCopiesAsync(host, repository, cancellationToken).ConfigureAwait(false);
        var source = new ImageCopySource(host, repository, Image.GetMetadata("Digest"));
        string[] tags = Image.GetMetadata("Tags").Split(';', StringSplitOptions.RemoveEmptyEntries);
        var copier = new PushCopier(CreateFinder(leavesDockerConfigToSdk: false), CopyOptions);
        var copies = await copier.CopyAsync(source, tags, registries, cancellationToken).ConfigureAwait(false);
        _copies.AddRange(Report(Image, copies));
        await WriteOutputsAsync(cancellationToken).ConfigureAwait(false);
        await WarnOfExpiryAsync(host, copies, cancellationToken).ConfigureAwait(false);
    }

    // The key of the push was checked after the push.
    private async Task WarnOfExpiryAsync(RegistryHost pushedTo, IReadOnlyList<PushCopy> copies, CancellationToken cancellationToken)
    {
        List<RegistryCredential> keys =
        [
            .. copies.Select(copy => copy.Resolution?.Credential).OfType<RegistryCredential>()
                .Where(key => key.Source == CredentialSourceKind.StaticKey).DistinctBy(key => key.Origin),
        ];
        if (keys.Count == 0 || WarningDays <= 0)
        {
            return;
        }

        var provider = CreateFinder(leavesDockerConfigToSdk: false);
        if (Image!.GetMetadata("CredentialSource") == nameof(CredentialSourceKind.StaticKey))
        {
            var pushed = (await provider.ResolveAsync(pushedTo, cancellationToken).ConfigureAwait(false)).Credential;
            keys.RemoveAll(key => key.Origin == pushed?.Origin);
        }

        var check = new StaticKeyExpiryCheck(provider, CreateSettings());
        var warnings = await Task.WhenAll(keys.Select(key => check.LookAsync(key, TimeSpan.FromDays(WarningDays), cancellationToken)))
            .ConfigureAwait(false);
        foreach (var warning in warnings.OfType<Advice>())
        {
            LogWarning(warning.Code, warning.Message);
        }
    }

    // Also where a copy failed: the others are there.
    private async Task WriteOutputsAsync(CancellationToken cancellationToken)
    {
        ITaskItem[] images = [Image!, .. _copies];
        if (StepOutputs.AreWanted(SetStepOutputs))
        {
            await StepOutputs.SetForRegionsAsync("nebius_image", images, LogCommand, cancellationToken).ConfigureAwait(false);
        }

        if (string.IsNullOrEmpty(ValuesFile))
        {
            return;
        }

        foreach (var image in images.DistinctBy(StepOutputs.RegionOf))
        {
            var file = HelmValues.FileFor(ValuesFile, StepOutputs.RegionOf(image));
            await HelmValues.WriteAsync(file, ValuesOf(image), cancellationToken).ConfigureAwait(false);
            LogLine(MessageImportance.High, $"Nebius: {Redactor.Value(ValuesFile, file)} has the image's digest, for helm install -f");
        }
    }

    private static string ValuesOf(ITaskItem image) => HelmValues.For(
        $"{image.GetMetadata("Host")}/{image.GetMetadata("Repository")}",
        image.GetMetadata("Tags").Split(';', 2)[0],
        image.GetMetadata("Digest"));
}
