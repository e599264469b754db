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

    public static string Repository(PushFailure failure) =>
        $"{Suspicion(FirstSegment(failure), failure)}\nList your registries with their hosts (registry_fqdn):\n"
        + "  nebius registry list --parent-id <project-id>";

    public static string Manifest(PushFailure failure) =>
        "Check its spelling, and that the image was pushed to this region:\n"
        + $"  nebius registry image list --parent-id {LongId(FirstSegment(failure))}";

    private static string Suspicion(string segment, PushFailure failure)
    {
        var host = failure.Credential.Host;
        if (segment.StartsWith("registry-", StringComparison.Ordinal))
        {
            return $"In an image's path, the registry ID has no 'registry-' in front: use {segment["registry-".Length..]}.";
        }

        if (segment.StartsWith("project-", StringComparison.Ordinal))
        {
            return $"'{segment}' is a project's ID. Use the registry's ID.";
        }

        if (!ShortId().IsMatch(segment))
        {
            return MissingId(segment, failure);
        }

        var name = RegistryId.IsLikely(segment) ? string.Empty : $" '{segment}' may also be its name; use its ID.";
        return $"{LongId(segment)} doesn't exist, is in another region than {host}, or this account may not see it."
            + $"{name}{Hint(segment, host)}";
    }

    private static string MissingId(string segment, PushFailure failure)
    {
        var isProperty = failure.Action == RegistryAction.Push && CommandsToType.Program is (UserInterface.MSBuild or UserInterface.Cake);
        var set = isProperty ? $"Set {CommandsToType.SetRegistryId("registry-e00abc")}, or put it in front" : "Put it in front";
        var path = failure.Repository[segment.Length..];
        var name = path.Length > 0 ? $" If '{segment}' is the registry's name, put its ID in its place: e00abc{path}." : string.Empty;
        return $"The registry ID is missing: '{failure.Repository}' doesn't begin with one. {set}: e00abc/{failure.Repository}.{name}";
    }

    private static string Hint(string segment, RegistryHost host) =>
        host.Region is { } region && ObservedRegions.TryGetValue(segment[..3], out var usual) && usual != region
            ? $" IDs that begin with {segment[..3]} are usually in {usual}: try {CommandsToType.SetRegion(usual)}."
            : string.Empty;

    private static string FirstSegment(PushFailure failure) => failure.Repository.Split('/')[0];

    private static string LongId(string segment) =>
        segment.StartsWith("registry-", StringComparison.Ordinal) ? segment : $"registry-{segment}";

    // https://github.com/nebius/gosdk nid/patterns.go: a routing code of three characters, then the id proper.
    [GeneratedRegex(@"\A[a-z][a-z0-9]{2}[a-z0-9-]*[0-9][a-z0-9-]*\z|\A[a-z][0-9]{2}[a-z0-9-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortId();
}
