using System.Globalization;

namespace Nebius.Registry.Credentials;

/// <summary>What can be wrong with a metadata service, and what to do about it. Nothing that it answered is shown.</summary>
/// <param name="address">Where it was asked.</param>
/// <param name="origin">The setting that says to ask it.</param>
internal sealed class MetadataProblems(Uri address, string origin)
{
    private const string AnotherSource =
        "Without it, make an authorized key, set NEBIUS_AUTHORIZED_KEY_FILE, and use -p:NebiusCredentialSources=AuthorizedKey.";

    // Without user info and query, which are nobody's business.
    private string Shown => $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";

    private string TryIt => $"Look what it says: curl -i -H 'Metadata: true' {Shown}";

    public NebiusRegistryException NoSuchName(string detail) => Unavailable(
        $"the name {address.Host} does not resolve ({detail}), so this is no virtual machine of Nebius, or its metadata service is off. {AnotherSource}");

    public NebiusRegistryException NoAnswer(string detail) => Unavailable(
        $"nobody answered ({detail}), so this is no virtual machine of Nebius, or its metadata service is off. {TryIt}. {AnotherSource}");

    public NebiusRegistryException Expired(DateTimeOffset expiredAt, DateTimeOffset now) => Unavailable(string.Create(
        CultureInfo.InvariantCulture,
        $"the token that it gave has expired at {expiredAt.ToUniversalTime():u}, while this machine's clock says {now:u}. Look at the clock: 'timedatectl'. {TryIt}"));

    public NebiusRegistryException BadAnswer() => Unavailable(
        $"its answer is no JSON with 'access_token' and 'expires_at', so something else answers in its place. {TryIt}");

    public NebiusRegistryException Status(int status, int attempts) => Unavailable(status switch
    {
        // https://github.com/nebius/api nebius/compute/v1/instance.proto: service_account_id is immutable.
        404 => "it answered HTTP 404, so this virtual machine has no service account. It gets one only when it is made: "
            + $"'nebius compute instance create' with '--service-account-id'. {TryIt}. {AnotherSource}",
        400 or 405 => $"it answered HTTP {status}, as if our GET or its header 'Metadata: true' had been changed on the way. {TryIt}",
        >= 300 and < 400 => $"it answered HTTP {status}, a redirect, which no metadata service needs and which is not followed. {TryIt}",
        429 or >= 500 => $"it answered HTTP {status}, {attempts} times. Try again. {TryIt}",
        _ => $"it answered HTTP {status}. {TryIt}",
    });

    private NebiusRegistryException Unavailable(string what) => new(
        MessageCodes.MetadataUnavailable,
        $"{origin} says to use the service account of this virtual machine. Its metadata service was asked for a token (GET {Shown}), and {what}");
}
