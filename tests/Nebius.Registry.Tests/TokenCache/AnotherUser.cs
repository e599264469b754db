using System.Diagnostics;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Gives files to another user, which only root can.</summary>
internal static class AnotherUser
{
    public static void Give(string path)
    {
        CacheWorld.NeedsUnix();
        Assert.SkipUnless(Environment.UserName == "root", "Only root can give a file to another user.");
        using var chown = Process.Start("chown", ["65534", path]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }
}
