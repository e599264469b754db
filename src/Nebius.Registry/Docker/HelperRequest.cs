using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Docker;

/// <summary>
/// What docker asks a helper about: one line, https://github.com/docker/docker-credential-helpers#development. It ends at a line feed and at
/// nothing else, as whoever takes other characters for an end hands one host's credential to another (CVE-2024-50338).
/// </summary>
public static partial class HelperRequest
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
        var count = await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var text = Encoding.Latin1.GetString(buffer, 0, count);
        var line = text.Split('\n', 2)[0];
        return line.Length <= Longest && Form().Match(line) is { Success: true } match ? match.Groups["host"].Value : null;
    }

    [GeneratedRegex(@"\A(?:https://)?(?<host>[A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:/(?:v2/?)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
