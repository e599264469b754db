using System.IO.Pipes;
using System.Text;
using CsCheck;
using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>From any input, the helper reads exactly the host in the first line, or no host.</summary>
public sealed class CredentialHelperRequests
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "cr.eu-west1.nebius.cloud", "https://", "http://", "/", "/v2/", "/v2", "\n", "\r", "\0", "\v", "\f", "\u0085", " ", ":443", ":", "@", "?", "#", "%0a", "\\",
            ".", "docker.io", "CR.EU-WEST1.NEBIUS.CLOUD"),
        Gen.String[0, 6]);

    private static readonly Gen<byte[]> Input = Piece.Array[0, 6].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

    [Fact]
    public void The_credential_helper_reads_the_host_from_the_first_line() => Input.Sample(Check, iter: 20_000);

    [Fact]
    public void The_credential_helper_reads_any_bytes_without_failing() => Gen.Byte.Array[0, 40].Sample(Check, iter: 5_000);

    [Fact]
    public void A_request_line_of_more_than_1024_bytes_is_no_host()
    {
        Assert.Equal(new string('a', 1024), Read(Encoding.ASCII.GetBytes(new string('a', 1024))));
        Assert.Null(Read(Encoding.ASCII.GetBytes(new string('a', 1025))));
    }

    [Theory]
    [InlineData("cr.eu-west1.nebius.cloud\n", "cr.eu-west1.nebius.cloud")]
    [InlineData("https://cr.eu-west1.nebius.cloud/v2/\r\n", "cr.eu-west1.nebius.cloud")]
    [InlineData("docker.io\ncr.eu-west1.nebius.cloud\n", "docker.io")]
    [InlineData("docker.io\r\ncr.eu-west1.nebius.cloud\r\n", "docker.io")]
    [InlineData("docker.io\rcr.eu-west1.nebius.cloud\n", null)]
    [InlineData("cr.eu-west1.nebius.cloud\r\r\n", null)]
    [InlineData("\n", null)]
    public async Task The_credential_helper_answers_a_whole_line_while_the_pipe_stays_open(string input, string? expected)
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var client = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
        await server.WriteAsync(Encoding.ASCII.GetBytes(input), TestContext.Current.CancellationToken);

        var host = await Task.Run(() => HelperRequest.ReadHost(client), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Equal(expected, host);
    }

    private static void Check(byte[] input)
    {
        if (Read(input) is not { } host)
        {
            return;
        }

        var lines = Encoding.Latin1.GetString(input).Split('\n', 2);
        var line = lines.Length > 1 && lines[0].EndsWith('\r') ? lines[0][..^1] : lines[0];
        Assert.Contains(line, new[] { host, $"https://{host}", $"{host}/", $"https://{host}/", $"{host}/v2", $"https://{host}/v2", $"{host}/v2/", $"https://{host}/v2/" });
        Assert.All(host, character => Assert.True(char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or ':'));
    }

    private static string? Read(byte[] input)
    {
        using var stream = new MemoryStream(input);
        return HelperRequest.ReadHost(stream);
    }
}
