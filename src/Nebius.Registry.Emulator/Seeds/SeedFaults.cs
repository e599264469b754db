using System.Text.RegularExpressions;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>Reads the faults of a seed.</summary>
internal static partial class SeedFaults
{
    private const int LongestDelay = 3600;

    private static readonly Dictionary<string, EmulatorEndpoint> Endpoints = Enum.GetValues<EmulatorEndpoint>()
        .Where(endpoint => endpoint != EmulatorEndpoint.HostileHost)
        .ToDictionary(endpoint => endpoint.ToString());

    // As in the specification of gRPC: DEADLINE_EXCEEDED.
    private static readonly Dictionary<string, StatusCode> GrpcStatuses = Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK)
        .ToDictionary(code => WordStart().Replace(code.ToString(), "_$1").ToUpperInvariant());

    private static readonly Dictionary<string, FaultKind> Kinds = new()
    {
        ["delay"] = new(["seconds"], node => Fault.Delay(TimeSpan.FromSeconds(node.Require("seconds")?.Number(1, LongestDelay) ?? 1))),
        ["hang"] = new([], _ => Fault.Hang()),
        ["status"] = new(["status", "retryAfter"], node => Fault.Status(node.Require("status")?.Number(300, 599) ?? 500, RetryAfter(node))),
        ["tooManyRequests"] = new(["retryAfter"], node => Fault.TooManyRequests(RetryAfter(node))),
        ["denied"] = new([], _ => Fault.Denied()),
        ["unauthorized"] = new([], _ => Fault.Unauthorized()),
        ["cut"] = new([], _ => Fault.Cut()),
        ["cutAfter"] = new(["bytes"], node => Fault.CutAfter(node.Require("bytes")?.Number(1, int.MaxValue) ?? 1)),
        ["cutAfterEffect"] = new([], _ => Fault.CutAfterEffect()),
        ["cutAnswerAfter"] = new(["bytes"], node => Fault.CutAnswerAfter(node.Require("bytes")?.Number(1, int.MaxValue) ?? 1)),
        ["header"] = new(["name", "value"], ReadHeader),
        ["redirect"] = new(["location"], node => Fault.Redirect(AddressOf(node, "location"))),
        ["body"] = new(["body"], node => Fault.Body(node.Require("body")?.Text(Anything(), "a text") ?? "")),
        ["oversized"] = new(["bytes"], node => Fault.Oversized(node.Require("bytes")?.Number(1, int.MaxValue) ?? 1)),
        ["grpc"] = new(["grpcStatus"], node => Fault.Grpc(node.Require("grpcStatus")?.Choice(GrpcStatuses) ?? StatusCode.Unknown)),
        ["unavailable"] = new([], _ => Fault.Unavailable()),
        ["resourceExhausted"] = new([], _ => Fault.ResourceExhausted()),
        ["realm"] = new(["realm"], node => Fault.Realm(AddressOf(node, "realm")))
        {
            Only = EmulatorEndpoint.Challenge,
        },
        ["tokenType"] = new(["tokenType"], node => Fault.TokenType(node.Require("tokenType")?.Text(Anything(), "a text") ?? ""))
        {
            Only = EmulatorEndpoint.TokenExchange,
        },
    };

    public static SeedFault? Read(SeedNode node)
    {
        if (!node.IsObject())
        {
            return null;
        }

        var endpoint = node.Require("endpoint")?.Choice(Endpoints) ?? EmulatorEndpoint.Other;
        if (node.Require("fault") is not { } name || name.Choice(Kinds) is not { } kind)
        {
            return null;
        }

        node.IsObjectOf(["endpoint", "fault", "times", "host", .. kind.Properties]);
        if (kind.Only is { } only && only != endpoint)
        {
            node.Find("endpoint")?.Reject($"{only}, for this fault");
        }

        return new SeedFault(endpoint, kind.Create(node))
        {
            Times = TimesOf(node),
            Host = node.Find("host")?.Text(HostName(), "a host name, with its port if clients send one"),
        };
    }

    // Without a value, the answer lacks the header.
    private static Fault ReadHeader(SeedNode node) =>
        Fault.Header(
            node.Require("name")?.Text(HeaderName(), "the name of a header") ?? "", node.Find("value")?.Text(Anything(), "a text"));

    private static int TimesOf(SeedNode node) =>
        node.Find("times") is not { } times ? 1
        : times.IsText("always") ? int.MaxValue
        : times.Number(1, int.MaxValue) ?? 1;

    private static string AddressOf(SeedNode node, string name) =>
        node.Require(name)?.Text(Address(), "an http or https address") ?? "";

    private static TimeSpan? RetryAfter(SeedNode node) =>
        node.Find("retryAfter")?.Number(0, LongestDelay) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    [GeneratedRegex(@"(?<=[a-z])([A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z")]
    private static partial Regex HeaderName();

    [GeneratedRegex(@"\Ahttps?://\S+\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[A-Za-z0-9.-]+(:[0-9]+)?\z")]
    private static partial Regex HostName();

    [GeneratedRegex("")]
    private static partial Regex Anything();

    /// <summary>One kind of fault: the properties that it has, and how it is made.</summary>
    private sealed record FaultKind(string[] Properties, Func<SeedNode, Fault> Create)
    {
        /// <summary>The only endpoint that it makes sense for, if any.</summary>
        public EmulatorEndpoint? Only { get; init; }
    }
}
