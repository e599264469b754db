using Nebius.Registry.Configuration;
using Nebius.Registry.Docker;

namespace Nebius.Registry.Doctor;

/// <summary>A program that reads logins for registries from files, by rules of its own.</summary>
/// <param name="Name">What its users call it.</param>
/// <param name="Files">The files that it reads, the first one first.</param>
/// <param name="SetUp">What makes it find a credential.</param>
internal sealed record ReaderOfLogins(string Name, Func<NebiusSettings, IReadOnlyList<string>> Files, string SetUp)
{
    /// <summary>Gets a value indicating whether a file's <c>credsStore</c> counts.</summary>
    public bool ReadsStores { get; init; } = true;

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<ReaderOfLogins> All { get; } =
    [
        new("the .NET SDK", LoginFilePaths.Of, "dotnet add package Nebius.Registry.Build"),
        new("docker", settings => [ConfigFilePaths.OfDocker(settings)], "nebius-registry configure"),

        // https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
        new("podman", ConfigFilePaths.ReadByPodman, "nebius-registry configure --podman") { ReadsStores = false },
        new("helm", ConfigFilePaths.ReadByHelm, "nebius-registry configure"),
    ];

    /// <summary>Finds what it would use for a host.</summary>
    /// <exception cref="NebiusRegistryException">There is no home.</exception>
    public LoginInFile? Find(string host, NebiusSettings settings) =>
        Files(settings).Select(LoginFile.Read).OfType<LoginFile>().Select(file => LoginInFile.Read(file, host, ReadsStores))
            .FirstOrDefault(found => found.Login is not null || found.Problem is not null);
}
