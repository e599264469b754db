namespace Nebius.Registry.Emulator;

/// <summary>One request that reached the emulator. Holds no secret: of an Authorization header only its scheme.</summary>
public sealed record RequestRecord
{
    /// <summary>1 for the world's first request; the order in which requests arrived.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required EmulatorEndpoint Endpoint { get; init; }

    public required string Method { get; init; }

    /// <summary>The host with its port, if the client named one.</summary>
    public required string Host { get; init; }

    public required string Path { get; init; }

    /// <summary>The query with its question mark, or an empty text.</summary>
    public required string Query { get; init; }

    /// <summary>HTTP/1.1 or HTTP/2.</summary>
    public required string Protocol { get; init; }

    /// <summary>`Basic`, `Bearer`, another scheme's name, or null without an Authorization header.</summary>
    public required string? AuthorizationScheme { get; init; }

    /// <summary>The service account, a foreign registry's user, `anonymous`, or null when nobody was recognised.</summary>
    public required string? Identity { get; init; }

    /// <summary>0 when the connection was cut.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The name of the fault that applied to the whole request, if any.</summary>
    public required string? Fault { get; init; }

    public bool HasAuthorization => AuthorizationScheme is not null;

    public override string ToString() =>
        $"#{Number} {Method} {Host}{Path}{Query} [{AuthorizationScheme ?? "no authorization"}] {Identity ?? "nobody"} -> {StatusCode}";
}
