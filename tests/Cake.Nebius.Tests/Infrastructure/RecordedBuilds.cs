using System.Text.RegularExpressions;
using Cake.Core.IO;
using NSubstitute;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>Records the settings of each process instead of starting it. Each build reports that it pushed an image.</summary>
public sealed partial class RecordedBuilds : IProcessRunner
{
    private readonly List<ProcessSettings> _started = [];

    public IReadOnlyList<ProcessSettings> Started => _started;

    public string Arguments => Assert.Single(Started).Arguments.Render();

    public IDictionary<string, string> Environment => Assert.Single(Started).EnvironmentVariables;

    /// <summary>Gets the content and the mode of the secrets file during the build.</summary>
    public (string Json, UnixFileMode Mode) Secrets { get; private set; }

    /// <summary>Gets or sets what each build reports as pushed.</summary>
    public string Report { get; set; } = "host||app|sha256:0|type|StaticKey|latest\n";

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _started.Add(settings);
        if (settings.EnvironmentVariables.TryGetValue("NEBIUS_REGISTRY_BUILD_SECRETS_FILE", out var file))
        {
            Secrets = (File.ReadAllText(file), OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
        }

        File.WriteAllText(ReportFile().Match(settings.Arguments.Render()).Groups["path"].Value, Report);
        return Substitute.For<IProcess>();
    }

    [GeneratedRegex("-p:_CakeNebiusReportFile=\"(?<path>[^\"]+)\"")]
    private static partial Regex ReportFile();
}
