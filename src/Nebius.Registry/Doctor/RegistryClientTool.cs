using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Doctor;

/// <summary>A program that reads logins for registries from files, by rules of its own.</summary>
/// <param name="Name">What its users call it.</param>
/// <param name="Files">The files that it reads, the first one first.</param>
/// <param name="Rules">How it reads one.</param>
internal sealed record RegistryClientTool(string Name, Func<NebiusSettings, IReadOnlyList<string>> Files, LoginRules Rules)
{
    /// <summary>Gets the .NET SDK, which is no program on PATH, and reads variables before files.</summary>
    public static RegistryClientTool Sdk { get; } = new("the .NET SDK", LoginFilePaths.Of, LoginRules.OfTheSdk)
    {
        SetUp = _ => "dotnet add package Nebius.Registry.Build",
        LogOut = "docker logout",
    };

    /// <summary>Gets docker.</summary>
    public static RegistryClientTool Docker { get; } = new("docker", settings => [ConfigFilePaths.OfDocker(settings)], LoginRules.OfDocker)
    {
        UsesWhatIsBesideBrokenHelpers = true,
        SetUp = host => SetUpFor(host, string.Empty),
        LogOut = "docker logout",
    };

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<RegistryClientTool> All { get; } =
    [
        Sdk,
        Docker,
        new("podman", ConfigFilePaths.ReadByPodman, LoginRules.OfPodman) { SetUp = host => SetUpFor(host, " --podman"), LogOut = "podman logout", TriesNextFile = true },
        new("helm", ConfigFilePaths.ReadByHelm, LoginRules.OfDocker) { SetUp = host => SetUpFor(host, string.Empty), LogOut = "helm registry logout", TriesNextFile = true, PassesByBrokenHelpers = true },
    ];

    /// <summary>Gets the command that makes it find a credential.</summary>
    public required Func<RegistryHost, string> SetUp { get; init; }

    /// <summary>Gets the command that takes a login away, without the host.</summary>
    public required string LogOut { get; init; }

    /// <summary>Gets a value indicating whether the next file is read when a helper or store has nothing.</summary>
    public bool TriesNextFile { get; private init; }

    /// <summary>Gets a value indicating whether the next file is read when a helper cannot be run.</summary>
    public bool PassesByBrokenHelpers { get; private init; }

    /// <summary>
    /// Gets a value indicating whether a login in the same file is used when a helper cannot be run: docker 28 drops the helper's error
    /// (https://github.com/docker/cli/blob/v28.2.2/cli/config/credentials/native_store.go).
    /// </summary>
    public bool UsesWhatIsBesideBrokenHelpers { get; private init; }

    /// <summary>Finds what the files say about a host, in order; what says nothing is left out.</summary>
    /// <exception cref="NebiusRegistryException">There is no home.</exception>
    public IReadOnlyList<LoginInFile> Find(string host, NebiusSettings settings) =>
    [
        .. Files(settings).Select(LoginFile.Read).OfType<LoginFile>().Select(file => LoginInFile.Read(file, host, Rules))
            .Where(found => found.Login is not null || found.Problem is not null),
    ];

    // The documented regions are there by themselves; a trusted host is none.
    private static string SetUpFor(RegistryHost host, string option) => host.Region is not { } region ? $"nebius-registry login {host}{option}"
        : HelperEntries.DocumentedRegions.Contains(region) ? $"nebius-registry configure{option}"
        : $"nebius-registry configure {region}{option}";
}
