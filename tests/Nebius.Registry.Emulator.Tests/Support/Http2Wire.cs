using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Just enough HTTP/2 to see the frames of an answer; HttpClient hides a body that should not be there.</summary>
internal static class Http2Wire
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    /// <returns>How many bytes of body came with the answer to a HEAD request.</returns>
    public static async Task<int> CountHeadBodyAsync(EmulatorWorld world, string host, string path, string authorization)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, world.ProxyAddress.Port, Cancellation.Token);
        NetworkStream proxy = client.GetStream();
        await proxy.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {host}:443 HTTP/1.1\r\n\r\n"), Cancellation.Token);
        await proxy.ReadExactlyAsync(new byte["HTTP/1.1 200 Connection established\r\n\r\n".Length], Cancellation.Token);
        X509ChainPolicy trust = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(world.CertificateAuthorityFile);
        await using SslStream stream = new(proxy);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                CertificateChainPolicy = trust,
            },
            Cancellation.Token);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancellation.Token);
        await WriteFrameAsync(stream, Settings, 0, 0, []);
        byte[] fields =
        [
            .. Field(":method", "HEAD"), .. Field(":scheme", "https"), .. Field(":authority", host), .. Field(":path", path),
            .. Field("authorization", authorization),
        ];
        await WriteFrameAsync(stream, Headers, EndStream | EndHeaders, 1, fields);
        return await ReadBodyAsync(stream);
    }

    private static async Task<int> ReadBodyAsync(SslStream stream)
    {
        int body = 0;
        byte[] head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, Cancellation.Token);
            int length = (head[0] << 16) | (head[1] << 8) | head[2];
            await stream.ReadExactlyAsync(new byte[length], Cancellation.Token);
            body += head[3] == Data ? length : 0;
            if (head[3] is Data or Headers && (head[4] & EndStream) != 0)
            {
                return body;
            }
        }
    }

    private static async Task WriteFrameAsync(SslStream stream, byte type, byte flags, int streamId, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame, Cancellation.Token);
    }

    // A literal header field without indexing and without Huffman coding: RFC 7541, 6.2.2.
    private static byte[] Field(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, 127 + 127);
        byte[] length = bytes.Length < 127 ? [(byte)bytes.Length] : [127, (byte)(bytes.Length - 127)];
        return [.. length, .. bytes];
    }
}
