namespace Nebius.Registry;

/// <summary>The last step before a text is printed to a log or a console.</summary>
internal static class PrintedText
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Removed = SecretShapes.Removed;

    /// <summary>
    /// Makes a message fit to be printed: what a CI system would take for a command (<c>::</c>, <c>##[</c>, <c>##vso[</c>,
    /// <c>##teamcity[</c>) is broken up, and control characters, characters that are not seen, tokens and keys are taken out.
    /// </summary>
    /// <param name="message">The message; its line breaks and tabs stay.</param>
    /// <returns>The text to print.</returns>
    public static string Of(string? message) => Redactor.Message(message);

    /// <summary>Makes a value that a user set fit to stand in a message: one line of bounded length.</summary>
    /// <param name="value">The value of a variable, a property or an argument.</param>
    /// <returns>The line; <c>[removed]</c> when the value looks like a secret.</returns>
    public static string OfValue(string? value) => Redactor.Value(value);
}
