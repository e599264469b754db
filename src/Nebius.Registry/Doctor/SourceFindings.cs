using Nebius.Registry.Credentials;

namespace Nebius.Registry.Doctor;

/// <summary>Which sources have a credential for the registry, which of them wins, and why the others do not.</summary>
internal static class SourceFindings
{
    private const string Section = "Sources";

    public static IReadOnlyList<Finding> Of(ExaminationOptions options)
    {
        try
        {
            return [.. Look(options)];
        }
        catch (NebiusRegistryException error)
        {
            return [Make("the setting", FindingMark.Bad, "is not understood", error.Message) with { Code = error.Code, Next = Reset(options) }];
        }
    }

    private static string Reset(ExaminationOptions options) => options.Settings.Find(EnvironmentVariables.CredentialSources) is { Level: not SettingLevel.Environment } setting
        ? $"-p:{setting.Origin}=Auto"
        : $"unset {EnvironmentVariables.CredentialSources}";

    /// <summary>Finds the source that wins; null when none has anything, or the sources cannot be asked.</summary>
    public static CredentialSourceKind? Winner(ExaminationOptions options)
    {
        try
        {
            return options.Chain.Look(options.Host).Where(source => source.Presence.IsPresent).Select(source => (CredentialSourceKind?)source.Kind).FirstOrDefault();
        }
        catch (NebiusRegistryException)
        {
            return null;
        }
    }

    private static IEnumerable<Finding> Look(ExaminationOptions options)
    {
        var hasWinner = false;
        foreach (var (kind, presence) in options.Chain.Look(options.Host))
        {
            if (!presence.IsPresent)
            {
                yield return Make(kind.ToString(), FindingMark.Information, "has nothing", $"{presence.LookedAt}: {presence.WhyNot}");
                continue;
            }

            yield return hasWinner
                ? Make(kind.ToString(), FindingMark.Information, "has something, and is not used", presence.Origin!)
                : Make(kind.ToString(), FindingMark.Good, "is used", presence.Origin!);
            hasWinner = true;
        }

        foreach (var kind in SourceSelection.From(options.Settings).LeftOut)
        {
            yield return Make(kind.ToString(), FindingMark.Information, "is left out", $"{options.Settings.Find(EnvironmentVariables.CredentialSources)} does not name it");
        }
    }

    private static Finding Make(string subject, FindingMark mark, string state, string detail) =>
        new() { Section = Section, Subject = subject, Mark = mark, State = state, Detail = detail };
}
