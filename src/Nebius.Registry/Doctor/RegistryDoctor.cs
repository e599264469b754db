using Nebius.Registry.Credentials;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Doctor;

/// <summary>
/// Checks everything that decides whether a push to a registry works, or a pull by docker, podman or helm, and says for each what it
/// is and what to type next. It changes nothing, except that a token may be exchanged and cached as a build would.
/// </summary>
/// <param name="options">What is looked at.</param>
public sealed class RegistryDoctor(DoctorOptions options)
{
    /// <summary>
    /// Runs all checks. It takes some seconds at most where nothing answers, and runs no program but those of the credential sources.
    /// </summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found. That something does not work is a finding.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<DoctorReport> RunAsync(CancellationToken cancellationToken)
    {
        var iam = IamFindings.OfAsync(options, cancellationToken);
        var registry = RegistryFindings.OfAsync(options, cancellationToken);
        var tools = ToolFindings.OfAsync(options, cancellationToken);
        await Task.WhenAll(iam, registry, tools).ConfigureAwait(false);
        return new DoctorReport(options.Host, options.Repository,
        [
            .. SourceFindings.Of(options),
            .. await iam.ConfigureAwait(false),
            .. await registry.ConfigureAwait(false),
            .. await tools.ConfigureAwait(false),
            .. HelperFindings.Of(options),
        ]);
    }
}

/// <summary>What the doctor checks.</summary>
public sealed record DoctorOptions
{
    /// <summary>Gets the registry.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets the repository whose rights are asked for, such as <c>e00abc/app</c>; null asks for none.</summary>
    public string? Repository { get; init; }

    /// <summary>Gets the tag or digest whose pull is asked for; null asks whether the repository may be read at all.</summary>
    public string? Reference { get; init; }

    /// <summary>Gets a value indicating whether the right to push is of no interest.</summary>
    public bool PullOnly { get; init; }

    /// <summary>Gets a value indicating whether builds have Nebius.Registry.Build, which hands the SDK the credential that wins.</summary>
    internal bool BuildsHavePackage { get; init; }

    /// <summary>Gets what the user set.</summary>
    public NebiusSettings Settings { get; init; } = new();

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what asks the registry.</summary>
    internal RegistryProbe Probe { get; init; } = new();

    /// <summary>Gets what makes the handler of the connections to IAM; a test puts its own here.</summary>
    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets a value indicating whether this machine looks like a virtual machine of Nebius.</summary>
    internal bool IsNebiusMachine { get; init; } = InstanceMetadataSource.HasLocalSign;

    internal CredentialChain Chain => new(new CredentialChainOptions { Settings = Settings, Time = Time, CreateHandler = CreateHandler });
}
