using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nebius.Registry.Testing;

/// <summary>The server to which a docker-registry redirects downloads. It serves the registry's files and records the headers.</summary>
internal sealed class RedirectedDownloads : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _directory;
    private readonly ConcurrentQueue<string?> _authorizations = new();

    private RedirectedDownloads(WebApplication application, string directory) => (_application, _directory) = (application, directory);

    public string Address => _application.Urls.Single();

    public IReadOnlyCollection<string?> Authorizations => _authorizations;

    public static async Task<RedirectedDownloads> StartAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var downloads = new RedirectedDownloads(application, directory);
        application.MapMethods("/{**path}", ["GET", "HEAD"], downloads.Serve);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return downloads;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private IResult Serve(string path, HttpRequest request)
    {
        _authorizations.Enqueue(request.Headers.Authorization);
        return Results.File(Path.Join(_directory, path), enableRangeProcessing: true);
    }
}
