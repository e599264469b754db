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

    /// <summary>Gets a value indicating whether the user can fix it; otherwise it depends on the machine, and is only logged.</summary>
    public bool IsWarning { get; private init; }

    /// <summary>Returns the problem of a machine without a place for tokens.</summary>
    public static TokenCacheUnavailableException NoPlace(string reason) =>
        new($"Access tokens are cached in memory only: {reason}.");

    /// <summary>Returns a problem that the user can fix.</summary>
    public static TokenCacheUnavailableException Fixable(string text) => new(text) { IsWarning = true };

    /// <summary>Returns the problem behind an exception; null when the exception is about something else.</summary>
    public static TokenCacheUnavailableException? From(Exception error) => error switch
    {
        TokenCacheUnavailableException problem => problem,
        PrivateFileException { Remedy: { } command } file => Fixable(
            $"The token cache isn't used: {file.Message}. Fix it:\n  {command}"),
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
