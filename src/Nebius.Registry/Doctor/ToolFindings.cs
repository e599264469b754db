using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Doctor;

/// <summary>
/// What the .NET SDK, docker, podman and helm would each use for the registry today, each by its own rules. None of them is started.
/// </summary>
/// <param name="options">What is looked at.</param>
internal sealed class ToolFindings(DoctorOptions options)
{
    private const string Section = "Tools";

    // As the SDK reads them for a push: https://learn.microsoft.com/dotnet/core/containers/publish-configuration
    private static readonly string[] SdkVariables =
    [
        "DOTNET_CONTAINER_PUSH_REGISTRY",
        "DOTNET_CONTAINER_REGISTRY",
        "SDK_CONTAINER_REGISTRY",
    ];

    public static IEnumerable<Finding> Of(DoctorOptions options) => RegistryClientTool.All.SelectMany(new ToolFindings(options).Of);

    private IEnumerable<Finding> Of(RegistryClientTool tool)
    {
        if (BeforeFiles(tool) is { } finding)
        {
            return [finding];
        }

        try
        {
            return OfTheFiles(tool, tool.Find(options.Host.Name, options.Settings));
        }
        catch (NebiusRegistryException error)
        {
            return [Make(tool, FindingSeverity.Warning, "has no place for logins", error.Message) with { Code = error.Code }];
        }
    }

    private Finding? BeforeFiles(RegistryClientTool tool)
    {
        if (!ReferenceEquals(tool, RegistryClientTool.Sdk))
        {
            return ExecutableFinder.Find(tool.Name, options.Settings) is null
                ? Make(tool, FindingSeverity.Information, "is not installed", string.Empty)
                : null;
        }

        // Half a pair does not count.
        if (SdkVariables.FirstOrDefault(pair => IsSet($"{pair}_UNAME") && IsSet($"{pair}_PWORD")) is { } found)
        {
            return Make(
                tool,
                FindingSeverity.Information,
                "uses the variables of the environment",
                $"{found}_UNAME and _PWORD win over every file and over Nebius.Registry.Build") with
            {
                Next = $"unset {found}_UNAME {found}_PWORD",
            };
        }

        return options.BuildsHavePackage && SourceFindings.Winner(options) is not (null or CredentialSourceKind.DockerConfig)
            ? Make(tool, FindingSeverity.Good, "gets the credential from Nebius's package", "whatever its files say")
            : null;

        bool IsSet(string name) => options.Settings.FromEnvironment(name) is not null;
    }

    private IEnumerable<Finding> OfTheFiles(RegistryClientTool tool, IReadOnlyList<LoginInFile> found) => found switch
    {
        [] => [NoLogin(tool)],
        [{ Problem: { } problem }, ..] => [Make(tool, FindingSeverity.Bad, "cannot read its file", $"{problem}") with
        {
            Code = MessageCodes.DockerConfigMalformed,
            Next = $"python3 -m json.tool {Shell.Quote(problem.File)}",
        }],
        [{ Login: { } login }, ..] =>
        [
            OfTheLogin(tool, login, tool.TriesNextFile ? found.ElementAtOrDefault(1)?.Login : null),
            .. OfTraps(tool, login),
        ],
        _ => [],
    };

    private Finding NoLogin(RegistryClientTool tool)
    {
        var files = string.Join(", ", tool.Files(options.Settings).Select(Redactor.Name));
        return Make(tool, FindingSeverity.Information, "has no credential", $"no login for {options.Host} in {files}") with
        {
            Next = tool.SetUp(options.Host),
        };
    }

    private Finding OfTheLogin(RegistryClientTool tool, DockerLogin login, DockerLogin? next)
    {
        if (login.Kind != LoginKind.Inline)
        {
            return OfTheHelper(tool, login, next);
        }

        return login.HasIdentityToken || UserAndPassword.Decode(login.Encoded!) is null
            ? Make(
                tool,
                FindingSeverity.Bad,
                "has a login that is none of Nebius's",
                $"'{Redactor.Name(login.File)}' has "
                + $"{(login.HasIdentityToken ? "an identity token" : "what cannot be decoded as user and password")} for "
                + $"{options.Host}") with
            {
                Code = MessageCodes.DockerConfigMalformed,
                Next = $"{tool.LogOut} {options.Host}",
            }
            : Make(
                tool,
                FindingSeverity.Good,
                "uses a login in a file",
                $"'{Redactor.Name(login.File)}'; an access token there ends 12 hours after it was made");
    }

    private Finding OfTheHelper(RegistryClientTool tool, DockerLogin login, DockerLogin? next)
    {
        var helper = new DockerCredentialHelperClient(login.Helper, options.Settings);
        var kind = login.Kind == LoginKind.Helper ? "helper" : "store";
        var then = next is null ? string.Empty : $"; where that has nothing, '{Redactor.Name(next.File)}' is next";
        if (helper.WhyNotUsable() is not { } reason)
        {
            return Make(tool, FindingSeverity.Good, $"asks a {kind}", $"{helper.Program}, named in '{Redactor.Name(login.File)}'{then}");
        }

        var passesBy = (tool.PassesByBrokenHelpers && next is not null)
            || (tool.UsesWhatIsBesideBrokenHelpers && login.Encoded is not null);
        return Make(
            tool,
            passesBy ? FindingSeverity.Warning : FindingSeverity.Bad,
            $"asks a {kind} that cannot be run",
            $"'{Redactor.Name(login.File)}' names {helper.Program}, but {reason}{then}") with
        {
            Code = MessageCodes.HelperNotOnPath,
            Next = ExecutableFinder.FindUnusable(HelperProgram.NameOf(login.Helper), options.Settings) is { } unusable
                ? $"chmod +x {Shell.Quote(unusable)}"
                : Mend(login.Helper),
        };
    }

    private IEnumerable<Finding> OfTraps(RegistryClientTool tool, DockerLogin login)
    {
        var trap = login.Kind == LoginKind.Inline
            ? DockerConfigWarnings.Of(login, options.Host, options.Settings).FirstOrDefault()
            : DockerConfigWarnings.OfLeftOver(login, options.Host, options.Settings);
        return trap is null
            ? []
            : [Make(tool, FindingSeverity.Warning, "may surprise", trap.Message) with
            {
                Code = trap.Code,
                Next = $"{tool.LogOut} {options.Host}",
            }];
    }

    private static string Mend(string helper) => helper switch
    {
        HelperEntries.OwnHelper => "export PATH=\"$PATH:$HOME/.dotnet/tools\" && nebius-registry configure",
        HelperEntries.NebiusCliHelper => "nebius-registry configure --replace",
        _ => $"export PATH=\"$PATH:<the directory of {HelperProgram.NameOf(DockerCredentialHelperClient.Shown(helper))}>\"",
    };

    private static Finding Make(RegistryClientTool tool, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = tool.Name, Severity = severity, State = state, Detail = detail };
}

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
        LogOut = "docker logout",
    };

    /// <summary>Gets docker.</summary>
    public static RegistryClientTool Docker { get; } = new("docker", settings => [ConfigFilePaths.OfDocker(settings)], LoginRules.Docker)
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
        new("podman", ConfigFilePaths.ReadByPodman, LoginRules.Podman)
        {
            SetUp = host => SetUpFor(host, " --podman"),
            LogOut = "podman logout",
            TriesNextFile = true,
        },
        new("helm", ConfigFilePaths.ReadByHelm, LoginRules.Docker)
        {
            SetUp = host => SetUpFor(host, string.Empty),
            LogOut = "helm registry logout",
            TriesNextFile = true,
            PassesByBrokenHelpers = true,
        },
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
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public IReadOnlyList<LoginInFile> Find(string host, NebiusSettings settings) =>
    [
        .. Files(settings).Select(LoginFile.Read).OfType<LoginFile>().Select(file => LoginInFile.Read(file, host, Rules))
            .Where(found => found.Login is not null || found.Problem is not null),
    ];

    // The documented regions need no argument; a trusted host isn't a region.
    private static string SetUpFor(RegistryHost host, string option) =>
        host.Region is not { } region ? $"nebius-registry login {host}{option}"
        : HelperEntries.DocumentedRegions.Contains(region) ? $"nebius-registry configure{option}"
        : $"nebius-registry configure {region}{option}";
}
