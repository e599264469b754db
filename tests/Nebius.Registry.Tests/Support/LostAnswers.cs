namespace Nebius.Registry.Tests.Support;

/// <summary>Connections to a world on which a static key is issued, but the answer is lost.</summary>
internal static class LostAnswers
{
    /// <summary>Loses the answer to each request for a key.</summary>
    public static Interloper Of(KeyScene scene) => new(scene.World.CreateHandler()) { After = (_, request) => BreakAtIssue(request) };

    /// <summary>Loses the answer to a caller that cancels meanwhile.</summary>
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

    /// <summary>Breaks the connection if the request issues a key.</summary>
    public static void BreakAtIssue(HttpRequestMessage request)
    {
        if (IsIssue(request))
        {
            throw Interloper.Broken();
        }
    }

    private static bool IsIssue(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.EndsWith("/Issue", StringComparison.Ordinal);
}
