using System.Globalization;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>
/// A gRPC answer that is only a status, in the headers: "Trailers-Only" in
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses.
/// </summary>
internal static class TrailersOnly
{
    public static bool IsGrpc(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    public static void Write(HttpContext context, StatusCode statusCode, string message)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["x-request-id"] = Guid.NewGuid().ToString();
        context.Response.Headers["x-trace-id"] = Guid.NewGuid().ToString("N");
        context.Response.Headers["grpc-status"] = ((int)statusCode).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
    }

    /// <summary>Answers a call of a service or method that is not there, in the words of servers in Go.</summary>
    public static void WriteUnimplemented(HttpContext context, bool isKnownService)
    {
        var parts = (context.Request.Path.Value ?? "").Split('/');
        var message = parts is not ["", var service, var method] ? "malformed method name"
            : isKnownService ? $"unknown method {method} for service {service}"
            : $"unknown service {service}";
        Write(context, StatusCode.Unimplemented, message);
    }
}
