using Nebius.Registry.Iam;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

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
