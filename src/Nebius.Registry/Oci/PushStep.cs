namespace Nebius.Registry.Oci;

/// <summary>Names the steps of a push.</summary>
internal static class PushStep
{
    /// <summary>Names the step that a request belongs to.</summary>
    /// <param name="request">Its method and path, such as <c>PUT /v2/e00abc/app/manifests/1.2.3</c>.</param>
    public static string Name(string request) => request switch
    {
        $"GET {PingResponse.Path}" or "" => "the first request",
        _ when request.StartsWith("POST ", StringComparison.Ordinal) => "the start of an upload",
        _ when request.StartsWith("HEAD ", StringComparison.Ordinal) => "the look-up of a blob",
        _ when request.StartsWith("PUT ", StringComparison.Ordinal) => IsManifest(request) ? "the manifest upload" : "the upload of a blob",
        _ => IsManifest(request) ? "the look-up of the tag" : "the token request",
    };

    private static bool IsManifest(string request) => request.Contains("/manifests/", StringComparison.Ordinal);
}
