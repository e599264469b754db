using Microsoft.Win32.SafeHandles;
using Nebius.Registry.Iam;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// A file with tokens. It is changed in place under its own lock, never by a new file in its place: the locks of others, Nebius's own
/// tools among them, are on the old one.
/// </summary>
internal sealed class TokenFile(string path, ITokenFormat format, TimeProvider time)
{
    // A token is one or a few KB, and a user has a handful.
    private const int MaximumBytes = 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly LockWait _wait = new(time);

    /// <summary>Finds a token, alive or not.</summary>
    /// <exception cref="PrivateFileException">The file is not to be trusted or cannot be read.</exception>
    public async Task<AccessToken?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // A lock here, too: what another is just writing may look whole, with a token that is not.
        var file = await _wait.ForAsync(path, FileUse.Read, create: false, Timeout, cancellationToken).ConfigureAwait(false);
        using var held = file.Held;
        return held is null || Read(held.File) is not { } content ? null : format.Find(content, name);
    }

    /// <summary>Puts a token into the file.</summary>
    /// <exception cref="PrivateFileException">The file is not to be trusted, is another's garbage, or cannot be written.</exception>
    public async Task PutAsync(string name, AccessToken token, CancellationToken cancellationToken)
    {
        var file = await _wait.ForAsync(path, FileUse.Change, create: true, Timeout, cancellationToken).ConfigureAwait(false);
        using var held = file.Held ?? throw Locked();
        Write(held.File, format.Replace(Read(held.File) ?? throw TooLarge(), name, token, time.GetUtcNow()));
    }

    /// <summary>Drops a token from the file, if it is still the same.</summary>
    /// <exception cref="PrivateFileException">The file is not to be trusted, or cannot be written.</exception>
    public async Task DropAsync(string name, Secret refused, CancellationToken cancellationToken)
    {
        var file = await _wait.ForAsync(path, FileUse.Change, create: false, Timeout, cancellationToken).ConfigureAwait(false);
        using var held = file.Held ?? (file.IsAbsent ? null : throw Locked());
        if (held is not null && Read(held.File) is { } content && format.Find(content, name)?.Token.Reveal() == refused.Reveal())
        {
            Write(held.File, format.Replace(content, name, token: null, time.GetUtcNow()));
        }
    }

    private byte[]? Read(SafeFileHandle handle)
    {
        try
        {
            var length = RandomAccess.GetLength(handle);
            if (length > MaximumBytes)
            {
                return null;
            }

            var content = new byte[length];
            var count = 0;
            while (count < content.Length && RandomAccess.Read(handle, content.AsSpan(count), count) is > 0 and var read)
            {
                count += read;
            }

            return content[..count];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PrivateFileException.NoPlace($"'{path}' cannot be read");
        }
    }

    // Whoever dies in between leaves an empty file, or the beginning of one: see the formats for why neither shows half a token.
    private void Write(SafeFileHandle handle, byte[] content)
    {
        try
        {
            RandomAccess.SetLength(handle, 0);
            RandomAccess.Write(handle, content, 0);
            if (!format.Seal.IsEmpty)
            {
                RandomAccess.Write(handle, format.Seal.Span, 0);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PrivateFileException.NoPlace($"'{path}' cannot be written");
        }
    }

    private PrivateFileException Locked() => PrivateFileException.Wrong(
        $"The lock of '{path}' was held by another for {Timeout.TotalSeconds:0} second, so the token is not kept there. "
        + $"If no other build or 'nebius' is at work, look who has it open: fuser -v '{path}'");

    private PrivateFileException TooLarge() => PrivateFileException.Wrong(
        $"'{path}' is larger than {MaximumBytes / 1024} KB, so it is no file of tokens, and none is written to it. Look at it, and move it away: ls -l '{path}'");
}

/// <summary>How tokens are written in a file.</summary>
internal interface ITokenFormat
{
    /// <summary>
    /// Gets what replaces the beginning of a file once it is written whole, of the same length; empty where a file that was not
    /// written whole is no trouble.
    /// </summary>
    ReadOnlyMemory<byte> Seal { get; }

    /// <summary>Finds a token; whatever else there is, or is not, means none.</summary>
    AccessToken? Find(byte[] content, string name);

    /// <summary>Makes a file's new content.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="name">The token's name.</param>
    /// <param name="token">The token, or null to drop it.</param>
    /// <param name="now">The time: what has expired is dropped.</param>
    /// <exception cref="PrivateFileException">The content is nothing that we may replace.</exception>
    byte[] Replace(byte[] content, string name, AccessToken? token, DateTimeOffset now);
}

/// <summary>Makes a token of what a file says.</summary>
internal static class KeptToken
{
    // 9999-12-31: no later time can be told.
    private const long LastSecond = 253402300799;

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token's text.</param>
    /// <param name="expiresAt">When it expires, in Unix seconds; 0 when nobody knows.</param>
    /// <param name="issuedAt">When it was issued, in Unix seconds; 0 when nobody knows.</param>
    /// <returns>The token, or null when this is none.</returns>
    public static AccessToken? From(string? token, long expiresAt, long issuedAt = 0)
    {
        // What cannot be sent in a header is no token.
        if (string.IsNullOrEmpty(token) || token.AsSpan().ContainsAnyExceptInRange('!', '~') || expiresAt is < 0 or > LastSecond || issuedAt is < 0 or > LastSecond)
        {
            return null;
        }

        return new AccessToken(new Secret(token), Time(expiresAt)) { IssuedAt = Time(issuedAt) };
    }

    private static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
}
