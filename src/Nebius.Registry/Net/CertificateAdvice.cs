namespace Nebius.Registry.Net;

/// <summary>The texts about certificates that aren't trusted.</summary>
internal static class CertificateAdvice
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string FolderVariable = "SSL_CERT_DIR";
    private const string StartEnvironment = "/proc/self/environ";

    /// <summary>Gets how to trust another certificate authority.</summary>
    public static string Trust =>
        $"If your organization's proxy decrypts TLS, trust its certificate: set {FileVariable} to it on Linux, or add it to the "
        + $"system's store on Windows and macOS.{ForNewProcesses(Environment.GetEnvironmentVariable, Started())}";

    /// <summary>
    /// Returns what to do when a variable was set after this process had started, as in a build node that serves many builds: OpenSSL reads
    /// the environment that a process started with.
    /// </summary>
    /// <param name="environment">Reads a variable of the build.</param>
    /// <param name="started">The variables that this process started with; null when they aren't known.</param>
    /// <returns>The advice, which begins with a blank; empty when nothing has changed.</returns>
    public static string ForNewProcesses(Func<string, string?> environment, IReadOnlyCollection<string>? started)
    {
        var changed = new[] { FileVariable, FolderVariable }
            .FirstOrDefault(name => started is not null && HasChanged(name, environment(name), started));
        return changed is null
            ? string.Empty
            : $" {changed} was set after this process started, and applies to new ones. End the processes of earlier builds, or "
                + "build with -nr:false:\n  dotnet build-server shutdown";
    }

    private static bool HasChanged(string name, string? now, IEnumerable<string> started)
    {
        var before = started.FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal));
        return (before?[(name.Length + 1)..] ?? string.Empty) != (now ?? string.Empty);
    }

    // Only .NET on Linux reads the variables.
    private static string[]? Started()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(StartEnvironment).Split('\0') : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
