namespace Nebius.Registry.Emulator;

/// <summary>What a world is like. Everything has a default that suits most tests.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The clock by which tokens, keys and links expire and delays are waited for. TLS goes by the machine's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The regions that exist. Hosts of another region cannot be reached, as if the name did not resolve.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } =
        ["eu-north1", "eu-north2", "eu-west1", "me-west1", "uk-south1", "us-central1"];

    /// <summary>The region whose registry answers on `localhost:PORT`.</summary>
    public string LocalhostRegion { get; init; } = "eu-west1";

    /// <summary>How long an exchanged access token lives.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How far the servers' Date header is ahead of the clock; a negative one is a client whose clock is ahead.</summary>
    public TimeSpan DateOffset { get; init; }

    /// <summary>The text of the next access token; a test that looks for leaks sets its own.</summary>
    public Func<string> AccessTokenText { get; init; } = RandomText.AccessToken;

    /// <summary>How long a token of `/v2/token/` lives; the real registry's is not known.</summary>
    public TimeSpan RegistryTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The RSA key size of authorized keys. The real ones are 4096 bit, which take up to a second to make.</summary>
    public int AuthorizedKeyBits { get; init; } = 2048;

    /// <summary>What mcr.microsoft.com serves.</summary>
    public BaseImageKind BaseImages { get; init; } = BaseImageKind.Empty;
}
