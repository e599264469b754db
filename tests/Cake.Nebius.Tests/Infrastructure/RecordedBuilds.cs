using System.Text.RegularExpressions;
using Cake.Core.IO;
using NSubstitute;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>Starts no process, and keeps what it would have got. Each build says that it pushed an image.</summary>
public sealed partial class RecordedBuilds : IProcessRunner
{
    private readonly List<ProcessSettings> _started = [];

    public IReadOnlyList<ProcessSettings> Started => _started;

    public string Arguments => Assert.Single(Started).Arguments.Render();

    public IDictionary<string, string> Environment => Assert.Single(Started).EnvironmentVariables;

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _started.Add(settings);
        File.WriteAllText(ReportFile().Match(settings.Arguments.Render()).Groups["path"].Value, "host||app|sha256:0|type|StaticKey|latest\n");
        return Substitute.For<IProcess>();
    }

    [GeneratedRegex("-p:_CakeNebiusReportFile=\"(?<path>[^\"]+)\"")]
    private static partial Regex ReportFile();
}
