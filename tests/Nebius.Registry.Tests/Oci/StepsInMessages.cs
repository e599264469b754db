using Nebius.Registry.Oci;

namespace Nebius.Registry.Tests.Oci;

/// <summary>A message about a registry that doesn't respond says in words what the request was for.</summary>
public sealed class StepsInMessages
{
    [Theory]
    [InlineData("", "the first request")]
    [InlineData("GET /v2/", "the first request")]
    [InlineData("GET /v2/token/", "the token request")]
    [InlineData("GET /token", "the token request")]
    [InlineData("GET /v2/e00abc/app/manifests/1.2.3", "the look-up of the tag")]
    [InlineData("HEAD /v2/e00abc/app/manifests/1.2.3", "the look-up of the tag")]
    [InlineData("GET /v2/e00abc/app/manifests/sha256:abc", "the look-up of a manifest")]
    [InlineData("GET /v2/e00abc/app/referrers/sha256:abc", "the look-up of referrers")]
    [InlineData("HEAD /v2/e00abc/app/blobs/sha256:abc", "the look-up of a blob")]
    [InlineData("GET /v2/e00abc/app/blobs/sha256:abc", "the download of a blob")]
    [InlineData("POST /v2/e00abc/app/blobs/uploads/", "the start of an upload")]
    [InlineData("GET /v2/e00abc/app/blobs/uploads/1", "the look-up of an upload")]
    [InlineData("PATCH /v2/e00abc/app/blobs/uploads/1", "the upload of a blob")]
    [InlineData("PUT /v2/e00abc/app/blobs/uploads/1", "the upload of a blob")]
    [InlineData("PUT /v2/e00abc/app/manifests/1.2.3", "the manifest upload")]
    public void Every_request_has_a_name_in_messages(string request, string name) => Assert.Equal(name, PushStep.Name(request));
}
