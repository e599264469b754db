using Cake.Core.Diagnostics;

namespace Cake.Nebius.Ci;

/// <summary>The one way of this package to Cake's log.</summary>
internal static class PrintedLogExtensions
{
    /// <summary>Returns the log that makes each message harmless.</summary>
    public static ICakeLog Printed(this ICakeLog log) => new PrintedLog(log);
}
