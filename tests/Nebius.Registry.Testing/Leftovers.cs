using System.Diagnostics;

namespace Nebius.Registry.Testing;

/// <summary>
/// Processes that outlive a command, such as the sidecars of <c>-mt</c>, which no shutdown command reaches. A scene's own have its
/// directories in their environment, where the system shows it (Linux).
/// </summary>
public static class Leftovers
{
    public static async Task EndAsync(string directory)
    {
        foreach (var id in OperatingSystem.IsLinux() ? ProcessesOf(directory) : [])
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                Debug.WriteLine($"{id} is gone");
            }
        }
    }

    /// <summary>Returns the environments of the processes that a scene has left running.</summary>
    public static IReadOnlyList<string> EnvironmentsOf(string directory) =>
        [.. ProcessesOf(directory).Select(id => Environment(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{id}")))];

    private static IEnumerable<int> ProcessesOf(string directory) =>
        from path in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(path), out _) && Environment(path).Contains(directory, StringComparison.Ordinal)
        select int.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture);

    private static string Environment(string process)
    {
        try
        {
            return File.ReadAllText(Path.Join(process, "environ"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
