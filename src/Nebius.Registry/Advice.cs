namespace Nebius.Registry;

/// <summary>An explanation of a failure that was seen: a code, and what happened, why, and what to type next.</summary>
/// <param name="Code">A code of <see cref="MessageCodes"/>.</param>
/// <param name="Message">The text. It holds no secret.</param>
public sealed record Advice(string Code, string Message)
{
    /// <summary>Gets the text; what came into it from outside is made harmless.</summary>
    public string Message { get; init; } = Redactor.Message(Message);

    /// <summary>Gets where the code is explained.</summary>
    public string HelpLink => MessageCodes.HelpLink(Code);
}
