using System.Globalization;
using Cake.Core.Diagnostics;
using Nebius.Registry;

namespace Cake.Nebius.Ci;

/// <summary>Cake's log, which gets what is harmless in a CI system's log, whatever came into a message: <see cref="Redactor"/>.</summary>
/// <param name="log">Cake's own.</param>
internal sealed class RedactingLog(ICakeLog log) : ICakeLog
{
    /// <inheritdoc/>
    public Verbosity Verbosity
    {
        get => log.Verbosity;
        set => log.Verbosity = value;
    }

    /// <inheritdoc/>
    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args) =>
        log.Write(verbosity, level, "{0}", Redactor.Message(string.Format(CultureInfo.InvariantCulture, format, args)));
}

/// <summary>The one way of this package to Cake's log.</summary>
internal static class RedactingLogExtensions
{
    /// <summary>Returns the log that makes each message harmless.</summary>
    public static ICakeLog Printed(this ICakeLog log) => new RedactingLog(log);
}
