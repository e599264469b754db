using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>The parts of a request to the distribution API.</summary>
internal sealed partial record RegistryRoute(EmulatorEndpoint Endpoint, string Name = "", string Reference = "")
{
    // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
    private const string NamePattern = @"(?<name>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)";

    public bool IsPull => Endpoint is EmulatorEndpoint.ManifestRead or EmulatorEndpoint.BlobRead
        or EmulatorEndpoint.TagList or EmulatorEndpoint.Referrers;

    /// <summary>Whether the request is for a blob, which distinguishes the kinds of DELETE.</summary>
    public bool IsBlob { get; private init; }

    /// <summary>Parses a request. The endpoint is <see cref="EmulatorEndpoint.Other"/> if it isn't part of the API.</summary>
    public static RegistryRoute Parse(string method, string path)
    {
        if (path is "/v2/" or "/v2")
        {
            return new RegistryRoute(IsRead(method) ? EmulatorEndpoint.RegistryPing : EmulatorEndpoint.Other);
        }

        if (path is "/v2/token/" or "/v2/token")
        {
            return new RegistryRoute(EmulatorEndpoint.RegistryToken);
        }

        var match = ContentPath().Match(path);
        return match.Success
            ? new RegistryRoute(EndpointOf(method, match), match.Groups["name"].Value, match.Groups["reference"].Value)
            {
                IsBlob = match.Groups["kind"].Value == "blobs",
            }
            : new RegistryRoute(EmulatorEndpoint.Other);
    }

    private static EmulatorEndpoint EndpointOf(string method, Match match)
    {
        var hasReference = match.Groups["reference"].Value.Length > 0;
        return (match.Groups["kind"].Value, method) switch
        {
            ("manifests", "GET" or "HEAD") when hasReference => EmulatorEndpoint.ManifestRead,
            ("manifests", "PUT") when hasReference => EmulatorEndpoint.ManifestWrite,
            ("manifests" or "blobs", "DELETE") when hasReference => EmulatorEndpoint.Delete,
            ("blobs", "GET" or "HEAD") when hasReference => EmulatorEndpoint.BlobRead,
            ("blobs/uploads", "POST") when !hasReference => EmulatorEndpoint.UploadStart,
            ("blobs/uploads", "PATCH") when hasReference => EmulatorEndpoint.UploadChunk,
            ("blobs/uploads", "PUT") when hasReference => EmulatorEndpoint.UploadFinish,
            ("blobs/uploads", "GET" or "DELETE") when hasReference => EmulatorEndpoint.UploadSession,
            ("tags", "GET") when match.Groups["reference"].Value == "list" => EmulatorEndpoint.TagList,
            ("referrers", "GET") when hasReference => EmulatorEndpoint.Referrers,
            _ => EmulatorEndpoint.Other,
        };
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    [GeneratedRegex(
        $"^/v2/{NamePattern}/(?<kind>manifests|blobs/uploads|blobs|tags|referrers)/(?<reference>[^/]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex ContentPath();
}
