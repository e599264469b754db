namespace Nebius.Registry.Tool;

/// <summary>What the command ends with; docs/tool.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>It did what it was asked to.</summary>
    public const int Success = 0;

    /// <summary>It did not, and said why. Docker's protocol wants the same of a helper that has no credential.</summary>
    public const int Failure = 1;
}
