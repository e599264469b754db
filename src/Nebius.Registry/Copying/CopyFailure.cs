using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Copying;

/// <summary>The errors of a source that can't be copied.</summary>
internal static class CopyFailure
{
    /// <summary>Returns the error for an image that the source doesn't have.</summary>
    public static NebiusRegistryException NotFound(ImageCopySource source, RegistryCredential credential, DateTimeOffset now)
    {
        var probe = new ProbeResult
        {
            Status = ProbeStatus.ManifestUnknown,
            Request = $"GET /v2/{source.Repository}/manifests/{source.Reference}",
            HttpStatus = 404,
        };
        var advice = PushAdvice.For(new PushFailure
        {
            Credential = credential,
            Repository = source.Repository,
            Reference = source.Reference,
            Action = RegistryAction.Pull,
            Probe = probe,
            Now = now,
        });
        return new NebiusRegistryException(advice.Code, advice.Message);
    }

    /// <summary>Returns the error for a source that isn't an image.</summary>
    public static NebiusRegistryException Unreadable(ImageCopySource source, string why) => new(
        MessageCodes.CopySourceInvalid,
        $"{source} can't be copied: {why}. Push the image again, then copy it.");
}
