namespace Nebius.Registry.Emulator.Tests;

internal static class Cancellation
{
    /// <summary>The token of the running test.</summary>
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
