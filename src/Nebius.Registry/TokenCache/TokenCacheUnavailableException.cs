using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// Why tokens can't be stored on disk. It never leaves the token cache: the build goes on without the disk, and the user is told.
/// </summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Code outside the library never meets it.")]
internal sealed class TokenCacheUnavailableException : Exception
{
    private TokenCacheUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Gets a value indicating whether the user should do something; else it is a fact about the machine, worth a line.</summary>
    public bool IsWarning { get; private init; }

    /// <summary>Returns the problem of a machine without a place for tokens.</summary>
    public static TokenCacheUnavailableException NoPlace(string reason) =>
        new($"Tokens are kept in memory only, so each build exchanges its key anew: {reason}.");

    /// <summary>Returns a problem that the user can fix.</summary>
    public static TokenCacheUnavailableException Fixable(string text) => new(text) { IsWarning = true };

    /// <summary>Returns the problem behind an exception; null when the exception is about something else.</summary>
    public static TokenCacheUnavailableException? From(Exception error) => error switch
    {
        TokenCacheUnavailableException problem => problem,
        PrivateFileException { Remedy: { } command } file => Fixable(
            $"{file.Message}, so no token is read from it or written to it, and each build exchanges its key anew. Type: {command}"),
        PrivateFileException file => NoPlace(file.Message),
        _ => null,
    };
}

/// <summary>Reports the cache's problems to the user, each of them once.</summary>
internal sealed class CacheLog(CredentialLog log)
{
    public void Report(TokenCacheUnavailableException problem)
    {
        if (problem.IsWarning)
        {
            Warn(problem.Message);
        }
        else if (!log.Lines.Contains(problem.Message))
        {
            log.Say(problem.Message);
        }
    }

    public void Warn(string text)
    {
        if (log.Warnings.All(warning => warning.Message != text))
        {
            log.Warn(MessageCodes.TokenCacheUnusable, text);
        }
    }
}
