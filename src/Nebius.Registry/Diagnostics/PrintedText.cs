using Nebius.Registry.Transport;

namespace Nebius.Registry.Diagnostics;

/// <summary>The last step before a text is printed to a log or a console.</summary>
public static class PrintedText
{
    /// <summary>
    /// Makes a message fit to be printed: what a CI system would take for a command (<c>::</c>, <c>##[</c>, <c>##vso[</c>,
    /// <c>##teamcity[</c>) is broken up, and control characters, characters that are not seen, tokens and keys are taken out.
    /// </summary>
    /// <param name="message">The message; its line breaks and tabs stay.</param>
    /// <returns>The text to print.</returns>
    public static string Of(string? message) => ForeignText.Message(message);
}
