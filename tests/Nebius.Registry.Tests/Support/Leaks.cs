using System.Collections;

namespace Nebius.Registry.Tests.Support;

/// <summary>Asserts that a failure shows nothing of a secret.</summary>
internal static class Leaks
{
    public static NebiusRegistryException FailsWith(string code, Action action, params string[] canaries)
    {
        var exception = Assert.Throws<NebiusRegistryException>(action);
        Assert.Equal(code, exception.Code);
        AssertNone(exception, canaries);
        return exception;
    }

    public static async Task<NebiusRegistryException> FailsWithAsync(string code, Func<Task> action, params string[] canaries)
    {
        var exception = await Assert.ThrowsAsync<NebiusRegistryException>(action);
        Assert.Equal(code, exception.Code);
        AssertNone(exception, canaries);
        return exception;
    }

    public static void AssertNone(Exception exception, params string[] canaries)
    {
        Assert.Null(exception.InnerException);
        Assert.Empty(exception.Data);
        foreach (var canary in canaries)
        {
            Assert.DoesNotContain(canary, exception.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(canary, exception.HelpLink ?? string.Empty, StringComparison.OrdinalIgnoreCase);
        }
    }
}
