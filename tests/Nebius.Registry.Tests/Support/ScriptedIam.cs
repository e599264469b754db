using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Tests.Support;

/// <summary>An IAM that answers as a test's script says, and records the requests. It speaks gRPC without a socket.</summary>
internal sealed class ScriptedIam : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();

    public List<ExchangeTokenRequest> Requests { get; } = [];

    public List<HttpRequestHeaders> Headers { get; } = [];

    public List<Uri> Addresses { get; } = [];

    public DateTimeOffset? ServerDate { get; set; } = new(2026, 11, 23, 12, 30, 0, TimeSpan.Zero);

    public bool IsDisposed { get; private set; }

    public ScriptedIam Answers(string token = "ne1granted", string type = "Bearer", long expiresIn = 43200) => Then(_ => Task.FromResult(
        Grpc(StatusOf("0"), new CreateTokenResponse { AccessToken = token, TokenType = type, ExpiresIn = expiresIn })));

    public ScriptedIam Fails(
        int status, string message = "", int times = 1, bool inHeaders = false, string? details = null, Action? before = null)
    {
        for (var time = 0; time < times; time++)
        {
            Then(_ =>
            {
                before?.Invoke();
                return Task.FromResult(Grpc(StatusOf(status.ToString(CultureInfo.InvariantCulture), message, details), null, inHeaders));
            });
        }

        return this;
    }

    public ScriptedIam AnswersHttp(int status, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            Then(_ => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
            {
                Version = HttpVersion.Version20,
                Content = new StringContent("<html>no</html>", new MediaTypeHeaderValue("text/html")),
            }));
        }

        return this;
    }

    public ScriptedIam Throws(Func<Exception> exception) => Then(_ => Task.FromException<HttpResponseMessage>(exception()));

    public ScriptedIam Then(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public ScriptedIam NeverAnswers(TaskCompletionSource? reached = null) => Then(async cancellationToken =>
    {
        reached?.TrySetResult();
        await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var frame = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Requests.Add(ExchangeTokenRequest.Parser.ParseFrom(frame.AsSpan(5)));
        Headers.Add(request.Headers);
        Addresses.Add(request.RequestUri!);
        var response = await _script.Dequeue()(cancellationToken);
        response.RequestMessage = request;
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private static Dictionary<string, string> StatusOf(string status, string message = "", string? details = null)
    {
        var headers = new Dictionary<string, string> { ["grpc-status"] = status, ["grpc-message"] = Uri.EscapeDataString(message) };
        if (details is not null)
        {
            headers["grpc-status-details-bin"] = details;
        }

        return headers;
    }

    private HttpResponseMessage Grpc(Dictionary<string, string> status, CreateTokenResponse? message, bool inHeaders = false)
    {
        var body = Array.Empty<byte>();
        if (message is not null)
        {
            body = new byte[5 + message.CalculateSize()];
            BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.CalculateSize());
            message.WriteTo(body.AsSpan(5));
        }

        var response = new HttpResponseMessage(HttpStatusCode.OK) { Version = HttpVersion.Version20, Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        response.Headers.Add("x-request-id", "req-42");
        response.Headers.Date = ServerDate;
        foreach (var (name, value) in status)
        {
            (inHeaders ? response.Headers : response.TrailingHeaders).TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
