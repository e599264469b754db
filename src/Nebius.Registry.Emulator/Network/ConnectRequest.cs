using System.Net.Sockets;
using System.Text;

namespace Nebius.Registry.Emulator;

/// <summary>The head of a request to the proxy.</summary>
internal static class ConnectRequest
{
    private const int LongestHead = 16 * 1024;

    /// <summary>`host:port` of a CONNECT, another request's method, or null when the client sent no whole head.</summary>
    public static async Task<string?> ReadTargetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestHead];
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            // A client speaks again only after our answer, so reading past the head cannot happen.
            int read = length < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) : 0;
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        string requestLine = Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf("\r\n"u8));
        string[] words = requestLine.Split(' ');
        return words is ["CONNECT", var target, _] ? target : words[0];
    }
}
