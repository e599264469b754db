using Cake.Core.Diagnostics;

namespace Cake.Nebius.Ci;

/// <summary>The one way of this package to Cake's log.</summary>
internal static class RedactingLogExtensions
{
    /// <summary>Returns the log that makes each message harmless.</summary>
    public static ICakeLog Printed(this ICakeLog log) => new RedactingLog(log);
}
