using System.Diagnostics;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Programs of the machine.</summary>
internal static class Tools
{
    /// <summary>Skips the test where the program is not installed; in CI that is a failure.</summary>
    public static void Require(string name)
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        bool isThere = folders.Any(folder => File.Exists(Path.Combine(folder, name)));
        Assert.SkipWhen(!isThere && Environment.GetEnvironmentVariable("CI") != "true", $"{name} is not installed.");
        Assert.True(isThere, $"{name} is not installed.");
    }

    public static async Task<ToolResult> RunAsync(
        string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string? directory = null)
    {
        ProcessStartInfo start = new(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach ((string variable, string? value) in environment)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(Cancellation.Token);
        await process.WaitForExitAsync(Cancellation.Token);
        return new ToolResult(process.ExitCode, await output, await error);
    }
}
