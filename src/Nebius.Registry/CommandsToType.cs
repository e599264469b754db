namespace Nebius.Registry;

/// <summary>The program that shows a message. How a setting is changed depends on it.</summary>
internal enum UserInterface
{
    /// <summary>A program that uses the library: by an environment variable.</summary>
    Library,

    /// <summary>A build: by a property on the command line.</summary>
    MSBuild,

    /// <summary>The command nebius-registry: by an environment variable, as its options are few.</summary>
    Command,

    /// <summary>A Cake script: by a property of the alias's settings.</summary>
    Cake,
}

/// <summary>What messages tell the user to type, in the words of the program that the user runs.</summary>
internal static class CommandsToType
{
    private const string Region = "NebiusRegion";

    private const string StaticKeyIssue = "nebius-registry static-key issue";

    private static readonly AsyncLocal<IReadOnlyList<string>?> NamesOfRegistry = new();

    private static readonly AsyncLocal<Func<string, string>?> CopyInRegion = new();

    /// <summary>Gets or sets the program of this process; it is set once, when the program begins.</summary>
    public static UserInterface Program { get; set; }

    /// <summary>
    /// Gets or sets the MSBuild properties that name the registry in the project that is built now, such as RegistryUrl in a publish profile
    /// of Visual Studio, and NebiusRegion: for another registry, all of them have to change.
    /// </summary>
    public static IReadOnlyList<string> RegistryProperties
    {
        get => NamesOfRegistry.Value ?? [];
        set => NamesOfRegistry.Value = value;
    }

    /// <summary>Gets the MSBuild property that holds, or would hold, the registry's host.</summary>
    public static string RegistryProperty => RegistryProperties.FirstOrDefault(property => property != Region) ?? "ContainerRegistry";

    /// <summary>
    /// Gets or sets what the message is about when that is a registry of NebiusCopyTo: returns the whole list with this registry in a region.
    /// </summary>
    public static Func<string, string>? ListOfCopies
    {
        get => CopyInRegion.Value;
        set => CopyInRegion.Value = value;
    }

    /// <summary>Gets the setting that lists the registries for copies.</summary>
    public static string CopyTo => Program is UserInterface.Cake or UserInterface.Library ? "CopyTo" : "NebiusCopyTo";

    /// <summary>Returns how to name the registries for copies.</summary>
    /// <param name="list">The list.</param>
    public static string SetCopyTo(string list) => Program is UserInterface.Cake or UserInterface.Library
        ? $"CopyTo = [{string.Join(", ", list.Split('+', StringSplitOptions.RemoveEmptyEntries).Select(entry => $"\"{entry}\""))}]"
        : $"-p:NebiusCopyTo={list}";

    /// <summary>Returns how to name the sources of credentials.</summary>
    /// <param name="sources">The sources, joined by <c>+</c>.</param>
    /// <param name="program">The program; null for that of this process.</param>
    public static string SetSources(string sources, UserInterface? program = null) =>
        Set(NebiusSetting.CredentialSources, "Sources", sources, program ?? Program);

    /// <summary>Returns how to name a profile of the Nebius CLI.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="program">The program; null for that of this process.</param>
    public static string SetProfile(string profile, UserInterface? program = null) =>
        Set(NebiusSetting.Profile, "Profile", profile, program ?? Program);

    /// <summary>Returns how to name the region of the registry.</summary>
    /// <param name="region">The region.</param>
    /// <param name="program">The program; null for that of this process.</param>
    public static string SetRegion(string region, UserInterface? program = null) => (program ?? Program) switch
    {
        _ when ListOfCopies is { } inRegion => SetCopyTo(inRegion(region)),
        UserInterface.MSBuild when RegistryProperties.Count > 0 => string.Join(' ', RegistryProperties.Select(property =>
            property == Region ? $"-p:{property}={region}" : $"-p:{property}=cr.{region}.nebius.cloud")),
        UserInterface.MSBuild => $"-p:{Region}={region}",
        UserInterface.Cake => $"\"{region}\" as the registry of the alias",
        _ => $"cr.{region}.nebius.cloud as the registry",
    };

    /// <summary>Returns how to name the region of a registry that was given by its ID alone.</summary>
    /// <param name="registryId">The short form of the ID.</param>
    /// <param name="region">The region.</param>
    public static string SetRegionOf(string registryId, string region) => Program == UserInterface.Command
        ? $"{region}/{registryId} in place of registry-{registryId}"
        : SetRegion(region);

    /// <summary>Returns how to name the registry's host.</summary>
    public static string SetRegistry(string host)
    {
        var isOfRegion = Program == UserInterface.MSBuild && RegistryProperties.Contains(Region);
        return isOfRegion && RegistryHost.Examine(host, TrustedHosts.None).Host is { Region: { } region }
            ? SetRegion(region)
            : Of($"-p:{RegistryProperty}=", host, inCake: $"\"{host}\" as the registry") + (isOfRegion ? $" -p:{Region}=" : string.Empty);
    }

    /// <summary>Returns how to name the repository.</summary>
    public static string SetRepository(string repository) =>
        Of("-p:ContainerRepository=", repository, inCake: $"Repository = \"{repository}\"");

    /// <summary>Returns how to name the registry's ID.</summary>
    public static string SetRegistryId(string id) => Of("-p:NebiusRegistryId=", id, inCake: $"RegistryId = \"{id}\"");

    /// <summary>Returns how to move a chart's tag.</summary>
    /// <param name="program">The program; null for that of this process.</param>
    public static string OverwriteChart(UserInterface? program = null) => (program ?? Program) switch
    {
        UserInterface.MSBuild => "-p:NebiusHelmOverwrite=true",
        UserInterface.Command => "--overwrite",
        _ => "Overwrite = true",
    };

    /// <summary>Gets where a build takes the version of a chart from, with a blank before it.</summary>
    public static string SourceOfChartVersion =>
        Program == UserInterface.MSBuild ? " It is the project's Version, unless the item sets another." : string.Empty;

    /// <summary>Returns how to set the version of a chart.</summary>
    public static string SetChartVersion() => Program switch
    {
        UserInterface.MSBuild => "-p:Version=1.2.3",
        UserInterface.Command => "--version 1.2.3",
        _ => "Version = \"1.2.3\"",
    };

    /// <summary>Returns how two charts of the same reference are told apart.</summary>
    public static string SeparateCharts() => Program == UserInterface.Command
        ? "Push one of them alone, with another --repository or --version."
        : "Give one of them another Repository or Version.";

    /// <summary>Returns the command that issues a static key.</summary>
    /// <param name="accountId">The service account; null when it isn't known.</param>
    public static string IssueStaticKey(string? accountId = null) =>
        $"{StaticKeyIssue} --service-account {accountId ?? "<service-account-id>"} --project <project-id> "
            + "--name ci --file <file>";

    /// <summary>Returns what a command needs, in parentheses after a blank; empty when it needs nothing.</summary>
    /// <param name="command">The command.</param>
    public static string NeedsOf(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.StartsWith(StaticKeyIssue, StringComparison.Ordinal)
            ? " (issuing a key needs an access token, which 'nebius iam get-access-token' prints)"
            : string.Empty;
    }

    /// <summary>Returns the command that lists the static keys of a project.</summary>
    /// <param name="projectId">The project; null when it isn't known.</param>
    public static string ListStaticKeys(string? projectId = null) =>
        $"nebius-registry static-key list --project {projectId ?? "<project-id>"}";

    /// <summary>Returns the command that revokes a static key.</summary>
    /// <param name="keyId">The key; null when it isn't known.</param>
    public static string RevokeStaticKey(string? keyId = null) => $"nebius-registry static-key revoke {keyId ?? "<key-id>"}";

    /// <summary>Returns how to log docker in.</summary>
    /// <param name="host">The registry.</param>
    public static string LogDockerIn(string host) =>
        $"{(IsLimitedToSources ? "nebius iam get-access-token" : $"nebius-registry get-login-password {host}")} | docker login {host} "
        + "--username iam --password-stdin";

    // The command would look at the same sources, which have nothing.
    private static bool IsLimitedToSources => new NebiusSettings().FromEnvironment(EnvironmentVariables.CredentialSources) is not null;

    private static string Of(string option, string value, string inCake) => Program switch
    {
        UserInterface.MSBuild => option + value,
        UserInterface.Cake => inCake,
        _ => value,
    };

    private static string Set(NebiusSetting setting, string nameInCake, string value, UserInterface program) => program switch
    {
        UserInterface.MSBuild => $"-p:{setting.Property}={value}",
        UserInterface.Cake => $"new NebiusCredentialSettings {{ {nameInCake} = \"{value}\" }}",
        UserInterface.Command => Shell.Current.Set(setting.Variable!, value),
        _ => $"{setting.Variable}={value}",
    };
}
