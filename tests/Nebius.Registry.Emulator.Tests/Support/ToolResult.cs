namespace Nebius.Registry.Emulator.Tests;

internal sealed record ToolResult(int ExitCode, string Output, string Error);
