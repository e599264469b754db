namespace Nebius.Registry;

/// <summary>
/// A failure that a user can do something about. The message says what was tried, what happened and what to type next, and
/// never holds a secret. It carries no inner exception: a parser's own message may quote the value that it could not read.
/// </summary>
public sealed class NebiusRegistryException : Exception
{
    /// <summary>Creates a failure from a code of <see cref="MessageCodes"/> and its text.</summary>
    /// <param name="code">The code, such as <c>NEBIUS1201</c>.</param>
    /// <param name="message">What was tried, what happened, and the next command to type. It is redacted by <see cref="Redactor"/>.</param>
    public NebiusRegistryException(string code, string message)
        : base(Redactor.Message(message))
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Code = code;
        HelpLink = MessageCodes.HelpLink(code);
    }

    /// <summary>Gets the code; its section in docs/messages.md explains it.</summary>
    public string Code { get; }

    /// <summary>
    /// Gets a value indicating whether IAM answered UNAUTHENTICATED: the credential is not accepted (any more), nothing was changed, and
    /// the call can be repeated with a newer one.
    /// </summary>
    internal bool IsUnauthenticated { get; init; }

    /// <summary>
    /// Gets a value indicating whether a Nebius service could not be reached, or its answer could not be read: the call is neither
    /// granted nor refused.
    /// </summary>
    internal bool IsUnanswered { get; init; }

    /// <summary>Gets a value indicating whether there was no answer in time.</summary>
    internal bool IsTimeout { get; init; }

    /// <summary>Returns the same failure of an operation that had begun, with its outcome.</summary>
    /// <param name="outcome">One or more sentences.</param>
    internal NebiusRegistryException AfterTheBeginning(string outcome) =>
        // A command that ends the message keeps its line.
        new(Code, $"{Message}{(Message.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ')}{outcome}") { IsUnanswered = IsUnanswered };
}
