using System.CommandLine;
using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tool.Commands;

/// <summary>Completes regions. Others than the documented ones may be typed, too.</summary>
internal static class KnownRegions
{
    public static void Complete(Argument argument) => argument.CompletionSources.Add(_ => HelperEntries.DocumentedRegions.Select(region => new System.CommandLine.Completions.CompletionItem(region)));
}
