using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Benchmarks;

/// <summary>The machine and the tools of a measurement.</summary>
/// <param name="Cores">The number of processors.</param>
/// <param name="Processor">The model of the processor.</param>
/// <param name="System">The operating system.</param>
/// <param name="Sdk">The .NET SDK that builds.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Helm">The version of helm; empty if it isn't installed.</param>
/// <param name="Commit">The commit of the sources; <c>+</c> if files were changed since.</param>
/// <param name="Date">The day, in UTC.</param>
internal sealed record Machine(int Cores, string Processor, string System, string Sdk, string Runtime, string Helm, string Commit, string Date)
{
    public static Machine Read(string repository) => new(
        Environment.ProcessorCount,
        ProcessorModel(),
        OperatingSystemName(),
        Ask("dotnet", Path.GetTempPath(), "--version"),
        Environment.Version.ToString(),
        Ask("helm", repository, "version", "--template", "{{.Version}}"),
        Ask("git", repository, "rev-parse", "--short", "HEAD") + (Ask("git", repository, "status", "--porcelain").Length > 0 ? "+" : string.Empty),
        DateTime.UtcNow.ToString("yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture));

    private static string ProcessorModel() => ValueIn("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string OperatingSystemName() => ValueIn("/etc/os-release", "PRETTY_NAME", '=') ?? RuntimeInformation.OSDescription;

    private static string? ValueIn(string file, string name, char separator) => !File.Exists(file)
        ? null
        : File.ReadLines(file).Select(line => line.Split(separator, 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim(' ', '"');

    private static string Ask(string program, string directory, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true })!;
            var answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return answer;
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return string.Empty;
        }
    }
}
