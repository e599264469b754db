using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Doctor;

/// <summary>A program that reads logins for registries from files, by rules of its own.</summary>
/// <param name="Name">What its users call it.</param>
/// <param name="Files">The files that it reads, the first one first.</param>
/// <param name="Rules">How it reads one.</param>
internal sealed record RegistryClientTool(string Name, Func<NebiusSettings, IReadOnlyList<string>> Files, LoginRules Rules)
{
    /// <summary>Gets the .NET SDK, which isn't a program on PATH, and reads variables before files.</summary>
    public static RegistryClientTool Sdk { get; } = new("the .NET SDK", ConfigFilePaths.ReadBySdk, LoginRules.Sdk)
    {
        SetUp = _ => "dotnet add package Nebius.Registry.Build",
    };

    /// <summary>Gets docker.</summary>
    public static RegistryClientTool Docker { get; } = new("docker", settings => [ConfigFilePaths.OfDocker(settings)], LoginRules.Docker)
    {
        UsesWhatIsBesideBrokenHelpers = true,
        SetUp = host => SetUpFor(host, string.Empty),
        Variables = [ConfigFilePaths.DockerConfig],
    };

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<RegistryClientTool> All { get; } =
    [
        Sdk,
        Docker,
        new("podman", ConfigFilePaths.ReadByPodman, LoginRules.Podman)
        {
            SetUp = host => SetUpFor(host, " --podman"),
            Variables = [ConfigFilePaths.RegistryAuthFile, "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"],
            TriesNextFile = true,
        },
        new("helm", ConfigFilePaths.ReadByHelm, LoginRules.Docker)
        {
            SetUp = host => SetUpFor(host, string.Empty),
            Variables = ["HELM_REGISTRY_CONFIG", "HELM_CONFIG_HOME"],
            TriesNextFile = true,
            PassesByBrokenHelpers = true,
        },
    ];

    /// <summary>Gets the command that makes it find a credential.</summary>
    public required Func<RegistryHost, string> SetUp { get; init; }

    /// <summary>Gets the variables that name its own files.</summary>
    public IReadOnlyList<string> Variables { get; private init; } = [];

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
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public IReadOnlyList<LoginInFile> Find(string host, NebiusSettings settings) =>
        [.. Read(host, settings).Where(found => found.Login is not null || found.Problem is not null)];

    /// <summary>Returns why a file that names the host has no login for it; null when no file names it.</summary>
    public string? WhyNot(string host, NebiusSettings settings) =>
        Read(host, settings).Select(found => found.WhyNot).FirstOrDefault(reason => reason is not null);

    private IEnumerable<LoginInFile> Read(string host, NebiusSettings settings) =>
        Files(settings).Select(file => ReadOne(file, host)).OfType<LoginInFile>();

    // The SDK passes by a directory in place of a file; the others fail at it.
    private LoginInFile? ReadOne(string path, string host) =>
        LoginFile.Read(path) is { } file ? LoginInFile.Read(file, host, Rules)
        : Rules.FileShape is not null && Directory.Exists(path) ? LoginInFile.Unreadable(LoginFileProblem.Directory(path))
        : null;

    private static string SetUpFor(RegistryHost host, string option) => $"nebius-registry configure {host.Region ?? host.Name}{option}";
}
