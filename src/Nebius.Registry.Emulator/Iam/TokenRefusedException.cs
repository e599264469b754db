namespace Nebius.Registry.Emulator;

/// <summary>Why IAM does not believe a token. The message names the rule, never a value.</summary>
internal sealed class TokenRefusedException(string message) : Exception(message);
