using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>A registry that asks for a password and refuses it. Its response repeats the header that it got, and a given text.</summary>
internal sealed class HostileRegistry : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _text;
    private readonly ConcurrentQueue<string> _authorizations = new();

    private HostileRegistry(WebApplication application, string text) => (_application, _text) = (application, text);

    public string Host => $"localhost:{new Uri(_application.Urls.Single()).Port}";

    public IReadOnlyCollection<string> Authorizations => _authorizations;

    public static async Task<HostileRegistry> StartAsync(string text)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var registry = new HostileRegistry(application, text);
        application.Run(registry.RefuseAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return registry;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task RefuseAsync(HttpContext context)
    {
        var sent = context.Request.Headers.Authorization.ToString();
        if (sent.Length > 0)
        {
            _authorizations.Enqueue(sent);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"tests\"";
        await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code = "UNAUTHORIZED", message = $"{_text}{sent}\n{_text}", detail = sent } } });
    }
}
