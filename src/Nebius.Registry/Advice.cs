namespace Nebius.Registry;

/// <summary>The explanation of a failure: a code, what failed, why, and what to do.</summary>
/// <param name="Code">A code of <see cref="MessageCodes"/>.</param>
/// <param name="Message">The text. It holds no secret.</param>
public sealed record Advice(string Code, string Message)
{
    /// <summary>Gets the text, made safe to print by <see cref="PrintedText.Of"/>.</summary>
    public string Message { get; init; } = PrintedText.Of(Message);

    /// <summary>Gets where the code is explained.</summary>
    public string HelpLink => MessageCodes.HelpLink(Code);
}
