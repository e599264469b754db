using System.Text.RegularExpressions;

namespace Nebius.Registry.Diagnostics;

/// <summary>Advice for a repository or tag that the registry doesn't know.</summary>
internal static partial class UnknownNameAdvice
{
    // Pairs from public material. Nebius publishes no table, so they are only a hint.
    private static readonly Dictionary<string, string> ObservedRegions = new(StringComparer.Ordinal)
    {
        ["e00"] = "eu-north1",
        ["e01"] = "eu-west1",
        ["e02"] = "eu-north2",
        ["e03"] = "uk-south1",
        ["e04"] = "eu-west2",
        ["e07"] = "eu-south1",
        ["u00"] = "us-central1",
        ["u02"] = "us-north1",
        ["i00"] = "me-west1",
    };

    public static string Repository(PushFailure failure)
    {
        var segment = FirstSegment(failure);
        return $"{Suspicion(segment, failure)} 'nebius registry list --parent-id <project id>' shows the registries that "
            + "there are, and for each its id and, as registry_fqdn, its host. An account that may not see a registry is told the same.";
    }

    public static string Manifest(PushFailure failure)
    {
        var reference = failure.Reference is { } tag ? $"'{tag}'" : "the tag that was asked for";
        return $"The repository is there, but not {reference}. Look at its spelling, and whether the image was pushed to this region: "
            + $"'nebius registry image list --parent-id {LongId(FirstSegment(failure))}'.";
    }

    private static string Suspicion(string segment, PushFailure failure)
    {
        var host = failure.Credential.Host;
        if (segment.StartsWith("registry-", StringComparison.Ordinal))
        {
            return $"In an image's path the registry id stands without 'registry-': write {segment["registry-".Length..]}, or set "
                + $"NebiusRegistryId={segment}, which takes both forms.";
        }

        if (segment.StartsWith("project-", StringComparison.Ordinal))
        {
            return $"'{segment}' is the id of a project; a registry's id belongs there.";
        }

        if (!ShortId().IsMatch(segment))
        {
            var put = $"put the ID in front: e00abc/{failure.Repository}.";
            return $"The registry ID is missing: '{failure.Repository}' doesn't begin with one. "
                + (failure.Action == RegistryAction.Push
                    ? $"Set {CommandsToType.SetRegistryId("registry-e00abc")}, or {put}"
                    : $"P{put[1..]}");
        }

        return $"There is no registry {LongId(segment)} at {host}, or no such repository in it: each registry lives in one region."
            + Hint(segment, host);
    }

    private static string Hint(string segment, RegistryHost host) =>
        host.Region is { } region && ObservedRegions.TryGetValue(segment[..3], out var usual) && usual != region
            ? $" Ids that begin with {segment[..3]} were seen in {usual} (a hint, no rule): try NebiusRegion={usual}."
            : string.Empty;

    private static string FirstSegment(PushFailure failure) => failure.Repository.Split('/')[0];

    private static string LongId(string segment) =>
        segment.StartsWith("registry-", StringComparison.Ordinal) ? segment : $"registry-{segment}";

    // https://github.com/nebius/gosdk nid/patterns.go: a routing code of three characters, then the id proper.
    [GeneratedRegex(@"\A[a-z][a-z0-9]{2}[a-z0-9-]*[0-9][a-z0-9-]*\z|\A[a-z][0-9]{2}[a-z0-9-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortId();
}
