using Nebius.Registry.Credentials;

namespace Nebius.Registry.Doctor;

/// <summary>Which sources have a credential for the registry, which of them wins, and why the others do not.</summary>
internal static class SourceFindings
{
    private const string Section = "Sources";

    public static IReadOnlyList<Finding> Of(DoctorOptions options)
    {
        try
        {
            return [.. Check(options)];
        }
        catch (NebiusRegistryException error)
        {
            return [Make("the setting", FindingSeverity.Bad, "is not understood", error.Message) with
            {
                Code = error.Code,
                Next = Reset(options),
            }];
        }
    }

    private static string Reset(DoctorOptions options) =>
        options.Settings.Find(EnvironmentVariables.CredentialSources) is { Level: not SettingLevel.Environment } setting
        ? $"-p:{setting.Origin}=Auto"
        : $"unset {EnvironmentVariables.CredentialSources}";

    /// <summary>Finds the source that wins; null when none has anything, or the sources cannot be asked.</summary>
    public static CredentialSourceKind? Winner(DoctorOptions options)
    {
        try
        {
            return options.Chain.Check(options.Host).Where(source => source.Presence.IsPresent).Select(
                source => (CredentialSourceKind?)source.Kind).FirstOrDefault();
        }
        catch (NebiusRegistryException)
        {
            return null;
        }
    }

    private static IEnumerable<Finding> Check(DoctorOptions options)
    {
        var hasWinner = false;
        foreach (var (kind, presence) in options.Chain.Check(options.Host))
        {
            if (!presence.IsPresent)
            {
                yield return Make(kind.ToString(), FindingSeverity.Information, "has nothing", $"{presence.LookedAt}: {presence.WhyNot}");
                continue;
            }

            yield return hasWinner
                ? Make(kind.ToString(), FindingSeverity.Information, "has something, and is not used", presence.Origin!)
                : Make(kind.ToString(), FindingSeverity.Good, "is used", presence.Origin!);
            hasWinner = true;
        }

        var selection = SourceSelection.From(options.Settings);
        if (!hasWinner && options.IsNebiusMachine && !selection.Kinds.Contains(CredentialSourceKind.InstanceMetadata))
        {
            yield return Make(
                nameof(CredentialSourceKind.InstanceMetadata),
                FindingSeverity.Information,
                "is used only when named",
                "this machine looks like a virtual machine of Nebius, which may have a service account of its own") with
            {
                Next = $"export {EnvironmentVariables.CredentialSources}={CredentialSourceKind.InstanceMetadata}",
            };
        }

        foreach (var kind in selection.LeftOut)
        {
            yield return Make(
                kind.ToString(),
                FindingSeverity.Information,
                "is left out",
                $"{options.Settings.Find(EnvironmentVariables.CredentialSources)} does not name it");
        }
    }

    private static Finding Make(string subject, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = subject, Severity = severity, State = state, Detail = detail };
}
