using Microsoft.Win32.SafeHandles;
using Nebius.Registry.Iam;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// A file with tokens. It is changed in place under its own lock, never by a new file in its place: the locks of others, Nebius's own
/// tools included, are on the old one.
/// </summary>
internal sealed class TokenFile(string path, ITokenFormat format, TimeProvider time)
{
    // A token is one or a few KB, and a user has a handful.
    private const int MaximumBytes = 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly LockWait _wait = new(time);

    /// <summary>Finds a token, expired or not.</summary>
    /// <exception cref="PrivateFileException">The file can't be trusted or opened.</exception>
    /// <exception cref="TokenCacheUnavailableException">The file can't be read.</exception>
    public async Task<AccessToken?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // A lock here, too: a half-written file may look complete, with a token that isn't.
        var file = await _wait.ForAsync(path, FileUse.Read, create: false, Timeout, cancellationToken).ConfigureAwait(false);
        using var held = file.Held;
        return held is null || Read(held.File) is not { } content ? null : format.Find(content, name);
    }

    /// <summary>Puts a token into the file.</summary>
    /// <exception cref="PrivateFileException">The file can't be trusted or opened.</exception>
    /// <exception cref="TokenCacheUnavailableException">The file is locked, holds something else, or can't be written.</exception>
    public async Task PutAsync(string name, AccessToken token, CancellationToken cancellationToken)
    {
        var file = await _wait.ForAsync(path, FileUse.Change, create: true, Timeout, cancellationToken).ConfigureAwait(false);
        using var held = file.Held ?? throw Locked();
        Write(held.File, format.Replace(Read(held.File) ?? throw TooLarge(), name, token, time.GetUtcNow()));
    }

    /// <summary>Drops a token from the file, if it is still the same.</summary>
    /// <exception cref="PrivateFileException">The file can't be trusted or opened.</exception>
    /// <exception cref="TokenCacheUnavailableException">The file is locked, or can't be written.</exception>
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
            throw TokenCacheUnavailableException.NoPlace($"'{path}' can't be read");
        }
    }

    // A process that dies in between leaves an empty file, or the beginning of one: see the formats for why neither shows half a token.
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
            throw TokenCacheUnavailableException.NoPlace($"'{path}' can't be written");
        }
    }

    private TokenCacheUnavailableException Locked() => TokenCacheUnavailableException.Fixable(
        $"The token cache isn't used: another process has locked '{path}' for {Timeout.TotalSeconds:0} second. See which one:\n"
        + $"  {Shell.Current.ShowUsers(path)}");

    private TokenCacheUnavailableException TooLarge() => TokenCacheUnavailableException.Fixable(
        $"The token cache isn't used: '{path}' is larger than {MaximumBytes / 1024} KiB. Check it, and move it away:\n"
        + $"  {Shell.Current.ShowFile(path)}");
}

/// <summary>How tokens are written in a file.</summary>
internal interface ITokenFormat
{
    /// <summary>
    /// Gets what replaces the beginning of a file once it is written whole, of the same length; empty where a half-written file does no
    /// harm.
    /// </summary>
    ReadOnlyMemory<byte> Seal { get; }

    /// <summary>Returns a token; null when there is none, or the content can't be read.</summary>
    AccessToken? Find(byte[] content, string name);

    /// <summary>Makes a file's new content.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="name">The token's name.</param>
    /// <param name="token">The token, or null to drop it.</param>
    /// <param name="now">The time: what has expired is dropped.</param>
    /// <exception cref="TokenCacheUnavailableException">The content belongs to something else, and must not be replaced.</exception>
    byte[] Replace(byte[] content, string name, AccessToken? token, DateTimeOffset now);
}

/// <summary>Makes a token of the fields of a file.</summary>
internal static class StoredToken
{
    // 9999-12-31, the last time that .NET can represent.
    private const long LastSecond = 253402300799;

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token's text.</param>
    /// <param name="expiresAt">When it expires, in Unix seconds; 0 when that is not known.</param>
    /// <param name="issuedAt">When it was issued, in Unix seconds; 0 when that is not known.</param>
    /// <returns>The token, or null when the fields make none.</returns>
    public static AccessToken? From(string? token, long expiresAt, long issuedAt = 0) =>
        HeaderText.IsToken(token) && expiresAt is >= 0 and <= LastSecond && issuedAt is >= 0 and <= LastSecond
            ? new AccessToken(new Secret(token), Time(expiresAt)) { IssuedAt = Time(issuedAt) }
            : null;

    private static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
}
