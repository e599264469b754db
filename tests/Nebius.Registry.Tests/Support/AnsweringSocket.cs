using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nebius.Registry.Tests.Support;

/// <summary>Gives every connection the same bytes, whatever it asks for, and closes it.</summary>
internal sealed class AnsweringSocket : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _loop;

    public AnsweringSocket(string answer)
    {
        _listener.Start();
        _loop = AnswerAsync(Encoding.ASCII.GetBytes(answer));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Dispose();
    }

    private async Task AnswerAsync(byte[] answer)
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
                await client.GetStream().WriteAsync(answer);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                if (exception is not IOException)
                {
                    return;
                }
            }
        }
    }
}
