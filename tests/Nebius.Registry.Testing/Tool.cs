namespace Nebius.Registry.Testing;

/// <summary>Programs that some tests need: where one is missing the test is skipped with the reason, and in CI it fails.</summary>
public static class Tool
{
    public static void Require(params string[] names)
    {
        var missing = names.Where(name => !IsOnPath(name)).ToArray();
        Require(missing.Length == 0, $"not installed: {string.Join(", ", missing)}");
    }

    /// <summary>Requires something else that a machine may not have.</summary>
    public static void Require(bool isThere, string reason)
    {
        if (isThere)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("NEBIUS_TESTS_REQUIRE_TOOLS") == "true")
        {
            Assert.Fail($"NEBIUS_TESTS_REQUIRE_TOOLS is true, and {reason}");
        }

        Assert.Skip(reason);
    }

    private static bool IsOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(directory => File.Exists(Path.Join(directory, name)));
}
