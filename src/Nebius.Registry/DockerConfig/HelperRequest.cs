using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// What docker asks a helper about: one line, https://github.com/docker/docker-credential-helpers#development. It ends at a line feed and at
/// nothing else, as whoever takes other characters for an end hands one host's credential to another (CVE-2024-50338).
/// </summary>
internal static partial class HelperRequest
{
    // The longest host has 253 characters.
    private const int Longest = 1024;

    /// <summary>Reads the host.</summary>
    /// <param name="input">The standard input.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The host, with its port if it has one; null for anything but a host, or <c>https://host/v2/</c>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<string?> ReadHostAsync(Stream input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var buffer = new byte[Longest + 1];
        var text = Encoding.Latin1.GetString(buffer, 0, await ReadLineAsync(input, buffer, cancellationToken).ConfigureAwait(false));
        var end = text.IndexOf('\n', StringComparison.Ordinal);

        // A carriage return belongs to the line's end only right before the line feed, as with docker's own helpers.
        var line = end < 0 ? text : text.AsSpan(0, end) is [.., '\r'] ? text[..(end - 1)] : text[..end];
        return line.Length <= Longest && Form().Match(line) is { Success: true } match ? match.Groups["host"].Value : null;
    }

    // The caller may leave its end open: a whole line is all that is waited for.
    private static async Task<int> ReadLineAsync(Stream input, byte[] buffer, CancellationToken cancellationToken)
    {
        var count = 0;
        for (int read; count < buffer.Length && !buffer.AsSpan(0, count).Contains((byte)'\n'); count += read)
        {
            read = await input.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }
        }

        return count;
    }

    [GeneratedRegex(@"\A(?:https://)?(?<host>[A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:/(?:v2/?)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
