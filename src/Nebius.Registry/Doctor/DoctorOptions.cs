using Nebius.Registry.Credentials;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Doctor;

/// <summary>What a doctor looks at.</summary>
public sealed record DoctorOptions
{
    /// <summary>Gets the registry.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets the repository whose rights are asked for, such as <c>e00abc/app</c>; null asks for none.</summary>
    public string? Repository { get; init; }

    /// <summary>Gets the tag or digest whose pull is asked for; null asks whether the repository may be read at all.</summary>
    public string? Reference { get; init; }

    /// <summary>Gets a value indicating whether the right to push is of no interest.</summary>
    public bool AsksForPullAlone { get; init; }

    /// <summary>Gets a value indicating whether builds have Nebius.Registry.Build, which hands the SDK the credential that wins.</summary>
    public bool BuildsHavePackage { get; init; }

    /// <summary>Gets what the user set.</summary>
    public NebiusSettings Settings { get; init; } = new();

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what asks the registry.</summary>
    internal RegistryProbe Probe { get; init; } = new();

    /// <summary>Gets what connects us to IAM; a test puts its own here.</summary>
    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal CredentialChain Chain => new(new CredentialChainOptions { Settings = Settings, Time = Time, CreateHandler = CreateHandler });
}
