using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>Decides which address a registry may redirect the download of a blob to.</summary>
internal static class StorageAddress
{
    /// <summary>Returns the address; null when it isn't https, or names a user.</summary>
    /// <param name="from">The address that redirects.</param>
    /// <param name="location">The Location header.</param>
    /// <param name="host">The registry; one on this machine may use http.</param>
    public static Uri? Accept(Uri from, Uri? location, RegistryHost host) =>
        location is not null
        && Uri.TryCreate(from, location, out var address)
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (host.AllowsPlainHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;
}

/// <summary>
/// The errors of a storage that a registry redirects to. They name it, as its address may be blocked where the registry isn't.
/// </summary>
internal static class StorageFailure
{
    /// <summary>Returns the error for a response that refuses. The next attempt gets a new signed address.</summary>
    public static PushRefusedException Refused(RepositorySession session, Uri address, HttpResponseMessage response)
    {
        using (response)
        {
            var error = session.Refuse(response, $"from {address.Authority}, where the registry redirects to");
            return new PushRefusedException(error.Result) { IsTransient = true };
        }
    }

    /// <summary>Returns the error for a request without a response.</summary>
    public static PushRefusedException Unreachable(RepositorySession session, Uri address, HttpRequestException error)
    {
        var detail = ConnectionFault.Of(error, address, session.Proxy)?.Detail ?? "no response";
        return new PushRefusedException(new ProbeResult
        {
            Status = ProbeStatus.Unreachable,
            Request = session.Current,
            Error = $"to {address.Authority}, where it redirects to: {detail}",
        });
    }
}
