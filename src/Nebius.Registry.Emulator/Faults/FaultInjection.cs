using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Nebius.Registry.Emulator;

/// <summary>Applies a fault to a request.</summary>
internal static class FaultInjection
{
    /// <returns>True if the request is answered; false if it must still be handled.</returns>
    public static async Task<bool> ApplyAsync(HttpContext context, Fault fault, TimeProvider time)
    {
        RequestNotes.Set(context, fault);
        switch (fault)
        {
            case DelayFault delay:
                await Task.Delay(delay.Length, time, context.RequestAborted).ConfigureAwait(false);
                return false;
            case HangFault:
                await HangAsync(context).ConfigureAwait(false);
                return true;
            case CutFault cut:
                await CutAsync(context, cut.AfterBytes).ConfigureAwait(false);
                return true;
            case StatusFault status:
                context.Response.StatusCode = status.StatusCode;
                RegistryResponses.SetRetryAfter(context, status.RetryAfter);
                return true;
            case RedirectFault redirect:
                context.Response.Redirect(redirect.Location);
                return true;
            case BodyFault body:
                await RegistryResponses.WriteBytesAsync(context, body.MediaType, Encoding.UTF8.GetBytes(body.Text)).ConfigureAwait(false);
                return true;
            case OversizedFault oversized:
                await WriteOversizedAsync(context, oversized.Bytes).ConfigureAwait(false);
                return true;
            case RegistryErrorFault error:
                RegistryResponses.SetRetryAfter(context, error.RetryAfter);
                var failure = new RegistryFailure(error.StatusCode, error.Code, error.Message);
                await RegistryResponses.WriteFailureAsync(context, failure).ConfigureAwait(false);
                return true;
            case GrpcFault grpc:
                WriteStatus(context, grpc);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Handles the request; with a fault of the answer, changes it or cuts the connection.</summary>
    public static async Task HandleAsync(HttpContext context, Fault? fault, Func<Task> handle)
    {
        if (fault is CutAnswerFault cut)
        {
            await CutAnswerAsync(context, cut.AfterBytes, handle).ConfigureAwait(false);
            return;
        }

        if (fault is HeaderFault header)
        {
            context.Response.OnStarting(() => SetHeader(context, header));
        }

        if (fault is not CutAfterEffectFault)
        {
            await handle().ConfigureAwait(false);
            return;
        }

        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await handle().ConfigureAwait(false);
        RequestNotes.Abort(context);
    }

    private static Task SetHeader(HttpContext context, HeaderFault header)
    {
        context.Response.Headers.Remove(header.HeaderName);
        if (header.Value is not null)
        {
            context.Response.Headers[header.HeaderName] = header.Value;
        }

        return Task.CompletedTask;
    }

    private static async Task CutAnswerAsync(HttpContext context, long afterBytes, Func<Task> handle)
    {
        var cut = new CutStream(context.Response.Body, afterBytes);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(cut));
        try
        {
            await handle().ConfigureAwait(false);
        }
        catch (IOException) when (cut.IsCut)
        {
            // The rest of the answer is discarded.
        }

        // With fewer bytes than the Content-Length says, the server closes the connection by itself, after they were sent.
        if (context.Response.ContentLength is null)
        {
            RequestNotes.Abort(context);
        }
    }

    private static void WriteStatus(HttpContext context, GrpcFault fault)
    {
        TrailersOnly.Write(context, fault.StatusCode, fault.Message);
        if (fault is ServiceErrorFault error)
        {
            context.Response.Headers[ServiceErrorDetails.Trailer] = ServiceErrorDetails.Encode(error);
        }
    }

    // No Content-Length: a client could refuse the body by it.
    private static async Task WriteOversizedAsync(HttpContext context, long bytes)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"value\":\"", context.RequestAborted).ConfigureAwait(false);
        var part = new byte[16 * 1024];
        Array.Fill(part, (byte)'a');
        for (var left = bytes; left > 0; left -= part.Length)
        {
            var next = part.AsMemory(0, (int)Math.Min(left, part.Length));
            await context.Response.Body.WriteAsync(next, context.RequestAborted).ConfigureAwait(false);
        }

        await context.Response.WriteAsync("\"}", context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task HangAsync(HttpContext context)
    {
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using CancellationTokenSource ended =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        RequestNotes.Abort(context);
    }

    private static async Task CutAsync(HttpContext context, long afterBytes)
    {
        var buffer = new byte[Math.Clamp(afterBytes, 1, 64 * 1024)];
        while (afterBytes > 0)
        {
            var wanted = buffer.AsMemory(0, (int)Math.Min(buffer.Length, afterBytes));
            var read = await context.Request.Body.ReadAsync(wanted, context.RequestAborted).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            afterBytes -= read;
        }

        RequestNotes.Abort(context);
    }
}
