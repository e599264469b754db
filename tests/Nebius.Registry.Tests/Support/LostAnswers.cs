namespace Nebius.Registry.Tests.Support;

/// <summary>Ways to a world on which a static key is issued, and nobody hears of it.</summary>
internal static class LostAnswers
{
    /// <summary>Loses every answer.</summary>
    public static Interloper Of(KeyScene scene) => new(scene.World.CreateHandler()) { After = (_, request) => BreakAtIssue(request) };

    /// <summary>Loses the answer to the caller, who cancels meanwhile.</summary>
    public static Interloper Cancelled(KeyScene scene, CancellationTokenSource source) => new(scene.World.CreateHandler())
    {
        After = (_, request) =>
        {
            if (IsIssue(request))
            {
                source.Cancel();
            }

            BreakAtIssue(request);
        },
    };

    /// <summary>Breaks the connection.</summary>
    public static void BreakAtIssue(HttpRequestMessage request)
    {
        if (IsIssue(request))
        {
            throw Interloper.Broken();
        }
    }

    private static bool IsIssue(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.EndsWith("/Issue", StringComparison.Ordinal);
}
