namespace Nebius.Registry.Testing;

/// <summary>An error or a warning of a binary log, which has it only once; a console may repeat it.</summary>
/// <param name="Code">The code, such as <c>NEBIUS1401</c> or <c>CONTAINER1013</c>.</param>
/// <param name="Text">The message.</param>
public sealed record BuildMessage(string? Code, string Text)
{
    public bool IsOwnedByThisUser => Code?.StartsWith("NEBIUS", StringComparison.Ordinal) == true;
}
