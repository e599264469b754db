using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Nebius.Registry.Copying;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Says where an image goes that doesn't go to Nebius, though a Nebius setting is there.</summary>
public sealed partial class ReportNebiusDestination : RegistryTask
{
    private static readonly string[] RegistrySettings = ["NebiusRegion", "NebiusRegistryId"];

    /// <summary>Gets or sets the names of the settings that aren't used, with blanks between them.</summary>
    public string Unused { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusCopyTo, which is an error here.</summary>
    public string? CopyTo { get; set; }

    /// <summary>Gets or sets a value indicating whether a target may still change where the image goes.</summary>
    public bool IsEarly { get; set; }

    /// <summary>Gets or sets those of them that were typed without a value.</summary>
    public string? TypedEmpty { get; set; }

    /// <summary>Gets or sets LocalRegistry.</summary>
    public string? LocalRegistry { get; set; }

    /// <summary>Gets or sets ContainerArchiveOutputPath.</summary>
    public string? ArchivePath { get; set; }

    /// <inheritdoc />
    protected override System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(CopyTo))
        {
            RefuseCopies();
            return System.Threading.Tasks.Task.CompletedTask;
        }

        Unused = string.Join(' ', Split(Unused).Where(name => !IsEmptyVariable(name)));
        if (Unused.Length == 0)
        {
            return System.Threading.Tasks.Task.CompletedTask;
        }

        if (string.IsNullOrEmpty(OutputRegistry) && string.IsNullOrEmpty(ArchivePath) && string.IsNullOrEmpty(LocalRegistry))
        {
            ReportLocalDaemon();
        }
        else if (string.IsNullOrEmpty(ArchivePath) && !string.IsNullOrEmpty(OutputRegistry) && IsMeantForNebius(OutputRegistry))
        {
            LogWarning(
                MessageCodes.LookAlikeHost,
                $"{RegistryProperty} is {Redactor.Host(OutputRegistry)}, which isn't a Nebius registry, so it gets no credential, and "
                + $"{NotUsed}. Check its spelling:\n  "
                + $"-p:{RegistryProperty}=cr.{RegistryHost.LikelyRegion(OutputRegistry)}.nebius.cloud");
        }
        else
        {
            LogLine(MessageImportance.High, $"Nebius: the image goes to {Destination}, not to Nebius, so {NotUsed}");
        }

        return System.Threading.Tasks.Task.CompletedTask;
    }

    private void RefuseCopies()
    {
        var isLocal = string.IsNullOrEmpty(OutputRegistry) && string.IsNullOrEmpty(ArchivePath) && string.IsNullOrEmpty(LocalRegistry);
        var error = CopyRegistries.WithoutTarget(isLocal ? "the local container daemon, as no registry is set" : Destination);
        LogError(error.Code, error.Message);
        if (IsEarly)
        {
            LogLine(
                MessageImportance.High,
                "Nebius: checked before the build. If one of your targets changes the registry later, add -p:NebiusPreflight=false");
        }
    }

    private string NotUsed => Split(Unused) is [var one] ? $"{one} isn't used" : $"{string.Join(" and ", Split(Unused))} aren't used";

    private string Destination => !string.IsNullOrEmpty(ArchivePath) ? $"the archive '{Redactor.Value(ArchivePath)}'"
        : !string.IsNullOrEmpty(OutputRegistry) ? Redactor.Host(OutputRegistry)
        : $"the local daemon (LocalRegistry={Redactor.Value(LocalRegistry)})";

    // Without a value, the setting was meant to name the registry; any other may be there for another build.
    private void ReportLocalDaemon()
    {
        var empty = Split(TypedEmpty);
        if (empty.Length > 0)
        {
            LogWarning(
                MessageCodes.GoesToLocalDaemon,
                $"{string.Join(" and ", empty)} has no value, and no registry is set, so the image goes to the local container daemon, not "
                + "to Nebius. Check whether a variable of your script or CI job is not set:\n"
                + "  -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=registry-e00abc\nor, for the local daemon:\n  -p:LocalRegistry=Docker");
        }
        else
        {
            LogLine(
                MessageImportance.High,
                $"Nebius: no registry is set, so the image goes to the local container daemon, not to Nebius; {NotUsed}. "
                + "To push to Nebius: -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=registry-e00abc");
        }
    }

    // An empty variable counts as not set; the targets see only whether it is there.
    private static bool IsEmptyVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value && string.IsNullOrWhiteSpace(value);

    private static string[] Split(string? names) =>
        (names ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Anyone else's registry is a choice of its own: only with an id of a registry of Nebius is a similar host a slip.
    private bool IsMeantForNebius(string registry) =>
        Split(Unused).Except(Split(TypedEmpty)).Intersect(RegistrySettings).Any() && Similar().IsMatch(registry);

    [GeneratedRegex(
        @"nebi|nebu|\Acr\.[a-z]{2}-[a-z]+[0-9]|\A[a-z]{2}-[a-z]+[0-9](?:\.|\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Similar();
}
