using Microsoft.Build.Framework;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>An MSBuild logger, because binary logs leave help links out. Its parameter is the file that it writes.</summary>
public sealed class HelpLinkLogger : ILogger
{
    public LoggerVerbosity Verbosity { get; set; }

    public string? Parameters { get; set; }

    public void Initialize(IEventSource eventSource)
    {
        ArgumentNullException.ThrowIfNull(eventSource);
        eventSource.ErrorRaised += (_, error) => Write(error.Code, error.HelpLink);
        eventSource.WarningRaised += (_, warning) => Write(warning.Code, warning.HelpLink);
    }

    public void Shutdown()
    {
    }

    private void Write(string? code, string? link) => File.AppendAllLines(Parameters!, [$"{code} {link}"]);
}
