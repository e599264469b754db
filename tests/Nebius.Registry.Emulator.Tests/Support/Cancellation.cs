namespace Nebius.Registry.Emulator.Tests;

internal static class Cancellation
{
    /// <summary>The running test's own.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
