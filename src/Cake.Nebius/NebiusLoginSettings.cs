using Cake.Core.IO;

namespace Cake.Nebius;

/// <summary>How a program is logged in.</summary>
public sealed class NebiusLoginSettings
{
    /// <summary>Gets or sets where the program is; null to find it as Cake finds tools: its tools directory, then PATH.</summary>
    public FilePath? ToolPath { get; set; }

    /// <summary>Gets or sets where the credential comes from; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>Gets or sets how long the program may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
