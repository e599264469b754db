namespace Nebius.Emulator;

/// <summary>Why IAM does not believe a subject token. The message names the rule, never a value.</summary>
internal sealed class SubjectTokenException(string message) : Exception(message);
