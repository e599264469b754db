using Nebius.Registry.Credentials;

namespace Nebius.Registry.Doctor;

/// <summary>Which sources are set for the registry, which one is used, and why the others are not.</summary>
internal static class SourceFindings
{
    private const string Section = "Sources";
    private const string NotSet = "not set";

    public static IReadOnlyList<Finding> Of(DoctorOptions options)
    {
        try
        {
            return [.. Check(options)];
        }
        catch (NebiusRegistryException error)
        {
            return [Make("the setting", FindingSeverity.Bad, "isn't valid", error.Message) with
            {
                Code = error.Code,
                Next = Reset(options),
            }];
        }
    }

    private static string Reset(DoctorOptions options) =>
        options.Settings.Find(EnvironmentVariables.CredentialSources) is { Level: not SettingLevel.Environment } setting
        ? $"-p:{setting.Origin}=Auto"
        : Shell.Current.Unset(EnvironmentVariables.CredentialSources);

    /// <summary>Returns the source that is used; null when none is set or the setting isn't valid.</summary>
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
                yield return Make(
                    kind.ToString(),
                    FindingSeverity.Information,
                    NotSet,
                    presence.WhyNot == NotSet ? presence.LookedAt : $"{presence.LookedAt}: {presence.WhyNot}");
                continue;
            }

            yield return hasWinner
                ? Make(kind.ToString(), FindingSeverity.Information, "set, but not used", presence.Origin!)
                : Make(kind.ToString(), FindingSeverity.Good, "used", presence.Origin!);
            hasWinner = true;
        }

        var selection = SourceSelection.From(options.Settings);
        if (!hasWinner && options.IsNebiusMachine && !selection.Kinds.Contains(CredentialSourceKind.InstanceMetadata))
        {
            yield return Make(
                nameof(CredentialSourceKind.InstanceMetadata),
                FindingSeverity.Information,
                "used only when named",
                "this looks like a Nebius virtual machine, which can have a service account") with
            {
                Next = Shell.Current.Set(EnvironmentVariables.CredentialSources, $"{CredentialSourceKind.InstanceMetadata}"),
            };
        }

        foreach (var kind in selection.LeftOut)
        {
            yield return Make(
                kind.ToString(),
                FindingSeverity.Information,
                "left out",
                $"{options.Settings.Find(EnvironmentVariables.CredentialSources)} doesn't name it");
        }
    }

    private static Finding Make(string subject, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = subject, Severity = severity, State = state, Detail = detail };
}
