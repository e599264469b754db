using System.Net;

namespace Nebius.Registry.Emulator;

/// <summary>The settings of an <see cref="EmulatorWorld"/>. The defaults suit most tests.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The clock for delays and for the expiry of tokens, keys and signed links. TLS certificates use the system clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The regions that exist. The proxy refuses the hosts of other regions, as if their names did not resolve.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } =
        ["eu-north1", "eu-north2", "eu-west1", "me-west1", "uk-south1", "us-central1"];

    /// <summary>The region that is served at <see cref="EmulatorWorld.LocalRegistryHost"/>.</summary>
    public string LocalhostRegion { get; init; } = "eu-west1";

    /// <summary>
    /// Where <see cref="EmulatorWorld.ProxyAddress"/> listens: a free loopback port if not set. Other machines and containers need
    /// <see cref="IPAddress.Any"/>, and usually a fixed port.
    /// </summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The lifetime of access tokens.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How far the Date header of the servers is ahead of <see cref="Time"/>; negative if the clock of the client is ahead. If zero, the
    /// header has the system time.
    /// </summary>
    public TimeSpan DateOffset { get; init; }

    /// <summary>Returns the text of the next access token, which must be unique. Set it to search for leaks of known texts.</summary>
    public Func<string> AccessTokenText { get; init; } = RandomText.AccessToken;

    /// <summary>The lifetime of the tokens of <c>/v2/token/</c>. The lifetime at the real registry is not known.</summary>
    public TimeSpan RegistryTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The size of authorized keys (RSA) in bits. Real keys have 4096 bits, which take up to a second to generate.</summary>
    public int AuthorizedKeyBits { get; init; } = 2048;

    /// <summary>The base images that mcr.microsoft.com serves.</summary>
    public BaseImageKind BaseImages { get; init; } = BaseImageKind.Empty;

    /// <summary>The CA of several worlds, for a client that reads its certificate only once; each world has its own if null.</summary>
    internal CertificateAuthority? Authority { get; init; }
}
