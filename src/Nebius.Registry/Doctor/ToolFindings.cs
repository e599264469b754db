using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Doctor;

/// <summary>What the .NET SDK, docker, podman and helm would each use for the registry today, each by its own rules. None of them is started.</summary>
/// <param name="options">What is looked at.</param>
internal sealed class ToolFindings(DoctorOptions options)
{
    private const string Section = "Tools";

    // As the SDK reads them for a push: https://learn.microsoft.com/dotnet/core/containers/publish-configuration
    private static readonly string[] SdkVariables = ["DOTNET_CONTAINER_PUSH_REGISTRY", "DOTNET_CONTAINER_REGISTRY", "SDK_CONTAINER_REGISTRY"];

    public static IEnumerable<Finding> Of(DoctorOptions options) => RegistryClientTool.All.SelectMany(new ToolFindings(options).Of);

    private IEnumerable<Finding> Of(RegistryClientTool reader)
    {
        if (BeforeFiles(reader) is { } finding)
        {
            return [finding];
        }

        try
        {
            return OfTheFiles(reader, reader.Find(options.Host.Name, options.Settings));
        }
        catch (NebiusRegistryException error)
        {
            return [Make(reader, FindingSeverity.Warning, "has no place for logins", error.Message) with { Code = error.Code }];
        }
    }

    private Finding? BeforeFiles(RegistryClientTool reader)
    {
        if (!ReferenceEquals(reader, RegistryClientTool.Sdk))
        {
            return ExecutableFinder.Find(reader.Name, options.Settings) is null ? Make(reader, FindingSeverity.Information, "is not installed", string.Empty) : null;
        }

        // Half a pair does not count.
        if (SdkVariables.FirstOrDefault(pair => IsSet($"{pair}_UNAME") && IsSet($"{pair}_PWORD")) is { } found)
        {
            return Make(reader, FindingSeverity.Information, "uses the variables of the environment", $"{found}_UNAME and _PWORD win over every file and over Nebius.Registry.Build") with
            {
                Next = $"unset {found}_UNAME {found}_PWORD",
            };
        }

        return options.BuildsHavePackage && SourceFindings.Winner(options) is not (null or CredentialSourceKind.DockerConfig)
            ? Make(reader, FindingSeverity.Good, "gets the credential from Nebius's package", "whatever its files say")
            : null;

        bool IsSet(string name) => options.Settings.FromEnvironment(name) is not null;
    }

    private IEnumerable<Finding> OfTheFiles(RegistryClientTool reader, IReadOnlyList<LoginInFile> found) => found switch
    {
        [] => [Make(reader, FindingSeverity.Information, "has no credential", $"no login for {options.Host} in {string.Join(", ", reader.Files(options.Settings).Select(Redactor.Name))}") with { Next = reader.SetUp(options.Host) }],
        [{ Problem: { } problem }, ..] => [Make(reader, FindingSeverity.Bad, "cannot read its file", $"{problem}") with
        {
            Code = MessageCodes.DockerConfigMalformed,
            Next = $"python3 -m json.tool {Shell.Quote(problem.File)}",
        }],
        [{ Login: { } login }, ..] => [OfTheLogin(reader, login, reader.TriesNextFile ? found.ElementAtOrDefault(1)?.Login : null), .. OfTraps(reader, login)],
        _ => [],
    };

    private Finding OfTheLogin(RegistryClientTool reader, DockerLogin login, DockerLogin? next)
    {
        if (login.Kind != LoginKind.Inline)
        {
            return OfTheHelper(reader, login, next);
        }

        return login.HasIdentityToken || UserAndPassword.Decode(login.Encoded!) is null
            ? Make(reader, FindingSeverity.Bad, "has a login that is none of Nebius's", $"'{Redactor.Name(login.File)}' has {(login.HasIdentityToken ? "an identity token" : "what cannot be decoded as user and password")} for {options.Host}") with
            {
                Code = MessageCodes.DockerConfigMalformed,
                Next = $"{reader.LogOut} {options.Host}",
            }
            : Make(reader, FindingSeverity.Good, "uses a login in a file", $"'{Redactor.Name(login.File)}'; an access token there ends 12 hours after it was made");
    }

    private Finding OfTheHelper(RegistryClientTool reader, DockerLogin login, DockerLogin? next)
    {
        var helper = new DockerCredentialHelperClient(login.Helper, options.Settings);
        var kind = login.Kind == LoginKind.Helper ? "helper" : "store";
        var then = next is null ? string.Empty : $"; where that has nothing, '{Redactor.Name(next.File)}' is next";
        if (helper.WhyNotUsable() is not { } reason)
        {
            return Make(reader, FindingSeverity.Good, $"asks a {kind}", $"{helper.Program}, named in '{Redactor.Name(login.File)}'{then}");
        }

        var passesBy = (reader.PassesByBrokenHelpers && next is not null) || (reader.UsesWhatIsBesideBrokenHelpers && login.Encoded is not null);
        return Make(reader, passesBy ? FindingSeverity.Warning : FindingSeverity.Bad, $"asks a {kind} that cannot be run", $"'{Redactor.Name(login.File)}' names {helper.Program}, but {reason}{then}") with
        {
            Code = MessageCodes.HelperNotOnPath,
            Next = ExecutableFinder.FindUnusable(HelperProgram.NameOf(login.Helper), options.Settings) is { } unusable ? $"chmod +x {Shell.Quote(unusable)}" : Mend(login.Helper),
        };
    }

    private IEnumerable<Finding> OfTraps(RegistryClientTool reader, DockerLogin login)
    {
        var trap = login.Kind == LoginKind.Inline
            ? DockerConfigWarnings.Of(login, options.Host, options.Settings).FirstOrDefault()
            : DockerConfigWarnings.OfLeftOver(login, options.Host, options.Settings);
        return trap is null ? [] : [Make(reader, FindingSeverity.Warning, "may surprise", trap.Message) with { Code = trap.Code, Next = $"{reader.LogOut} {options.Host}" }];
    }

    private static string Mend(string helper) => helper switch
    {
        HelperEntries.Ours => "export PATH=\"$PATH:$HOME/.dotnet/tools\" && nebius-registry configure",
        HelperEntries.OfTheNebiusCli => "nebius-registry configure --replace",
        _ => $"export PATH=\"$PATH:<the directory of {HelperProgram.NameOf(DockerCredentialHelperClient.Shown(helper))}>\"",
    };

    private static Finding Make(RegistryClientTool reader, FindingSeverity mark, string state, string detail) =>
        new() { Section = Section, Subject = reader.Name, Mark = mark, State = state, Detail = detail };
}

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
