using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nebius.Registry.Testing;

/// <summary>The token server of a docker-registry, https://distribution.github.io/distribution/spec/auth/jwt/, for one user.</summary>
public sealed class TokenServer : IAsyncDisposable
{
    public const string Issuer = "tests";

    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;
    private readonly string _service;
    private readonly string _basic;

    private TokenServer(WebApplication application, X509Certificate2 certificate, string service, string basic) =>
        (_application, _certificate, _service, _basic) = (application, certificate, service, basic);

    public string Realm => $"{_application.Urls.Single()}/token";

    public static async Task<TokenServer> StartAsync(X509Certificate2 certificate, string service, string userName, string password)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));
        var server = new TokenServer(application, certificate, service, basic);
        application.MapGet("/token", server.Answer);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private IResult Answer(HttpRequest request)
    {
        if (request.Headers.Authorization != _basic)
        {
            return Results.Unauthorized();
        }

        // "repository:name:pull,push", several of them in one parameter or in several.
        var access = request.Query["scope"].SelectMany(scopes => scopes!.Split(' ')).Select(scope => scope.Split(':'))
            .Select(parts => new { type = parts[0], name = parts[1], actions = parts[2].Split(',') });
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new { iss = Issuer, sub = "iam", aud = _service, nbf = now - 60, iat = now, exp = now + 300, jti = Guid.NewGuid(), access };
        var header = new { typ = "JWT", alg = "RS256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        using var key = _certificate.GetRSAPrivateKey()!;
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Results.Json(new { token = $"{signed}.{Base64Url(signature)}" });
    }

    private static string Encode<T>(T value) => Base64Url(JsonSerializer.SerializeToUtf8Bytes(value));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
