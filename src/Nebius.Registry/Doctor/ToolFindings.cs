using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Doctor;

/// <summary>
/// What the .NET SDK, docker, podman and helm would each use for the registry today, each by its own rules. None of them is started. A
/// login that stands in a file is tried at the registry; what a helper or a store would say isn't known without starting it.
/// </summary>
/// <param name="options">What is looked at.</param>
/// <param name="trial">Tries the logins.</param>
internal sealed class ToolFindings(DoctorOptions options, LoginTrial trial)
{
    private const string Section = "Tools";

    // As the SDK reads them for a push: https://learn.microsoft.com/dotnet/core/containers/publish-configuration
    private static readonly string[] SdkVariables =
    [
        "DOTNET_CONTAINER_PUSH_REGISTRY",
        "DOTNET_CONTAINER_REGISTRY",
        "SDK_CONTAINER_REGISTRY",
    ];

    public static async Task<IReadOnlyList<Finding>> OfAsync(DoctorOptions options, CancellationToken cancellationToken)
    {
        var findings = new ToolFindings(options, new LoginTrial(options, cancellationToken));
        var all = await Task.WhenAll(RegistryClientTool.All.Select(findings.OfAsync)).ConfigureAwait(false);
        return [.. findings.OfTheLayers(), .. all.SelectMany(found => found)];
    }

    // Where no SDK is, as in a job that only pulls, it doesn't matter.
    private IEnumerable<Finding> OfTheLayers() =>
        (options.BuildsHavePackage || ExecutableFinder.Find("dotnet", options.Settings) is not null)
        && SdkLayerCache.FindProblem() is { } problem
            ? [Make(RegistryClientTool.Sdk, FindingSeverity.Warning, "can't make images", problem.Message) with { Code = problem.Code }]
            : [];

    private async Task<IReadOnlyList<Finding>> OfAsync(RegistryClientTool tool)
    {
        if (BeforeFiles(tool) is { } finding)
        {
            return [finding];
        }

        try
        {
            var found = await OfTheFilesAsync(tool, tool.Find(options.Host.Name, options.Settings)).ConfigureAwait(false);
            return [.. OfTheVariables(tool), .. found];
        }
        catch (NebiusRegistryException error)
        {
            return [Make(tool, FindingSeverity.Warning, "can't find its login file", error.Message) with { Code = error.Code }];
        }
    }

    private IEnumerable<Finding> OfTheVariables(RegistryClientTool tool) =>
        ConfigFilePaths.UnexpandedHomes(options.Settings, tool.Variables).Select(
            unexpanded => Make(tool, FindingSeverity.Warning, "doesn't expand '~'", unexpanded.Text) with
            {
                Next = unexpanded.Next,
            });

    private Finding? BeforeFiles(RegistryClientTool tool)
    {
        if (!ReferenceEquals(tool, RegistryClientTool.Sdk))
        {
            return ExecutableFinder.Find(tool.Name, options.Settings) is null
                ? Make(tool, FindingSeverity.Information, "not installed", string.Empty)
                : null;
        }

        // Half a pair does not count.
        if (SdkVariables.FirstOrDefault(pair => IsSet($"{pair}_UNAME") && IsSet($"{pair}_PWORD")) is { } found)
        {
            return Make(
                tool,
                FindingSeverity.Information,
                "uses variables of the environment",
                $"{found}_UNAME and _PWORD are used before login files and Nebius.Registry.Build") with
            {
                Next = Shell.Current.Unset($"{found}_UNAME", $"{found}_PWORD"),
            };
        }

        return options.BuildsHavePackage && SourceFindings.Winner(options) is not (null or CredentialSourceKind.DockerConfig)
            ? Make(tool, FindingSeverity.Good, "gets the credential from Nebius.Registry.Build", "login files aren't used")
            : null;

        bool IsSet(string name) => options.Settings.FromEnvironment(name) is not null;
    }

    private async Task<IReadOnlyList<Finding>> OfTheFilesAsync(RegistryClientTool tool, IReadOnlyList<LoginInFile> found) => found switch
    {
        [] => [NoLogin(tool)],
        [{ Problem: { } problem }, ..] => [Make(tool, FindingSeverity.Bad, "can't read its login file", $"{problem}") with
        {
            Code = MessageCodes.DockerConfigMalformed,
            Next = problem.Next,
        }],
        [{ Login: { } login }, ..] =>
        [
            await OfTheLoginAsync(tool, login, tool.TriesNextFile ? found.ElementAtOrDefault(1)?.Login : null).ConfigureAwait(false),
            .. OfTraps(tool, login),
        ],
        _ => [],
    };

    private Finding NoLogin(RegistryClientTool tool)
    {
        var files = string.Join(", ", tool.Files(options.Settings).Select(Redactor.Name));
        var detail = tool.WhyNot(options.Host.Name, options.Settings)
            ?? (files.Length == 0 ? $"no login file, as {NebiusSettings.HomeVariable} is not set" : $"no login in {files}");
        return Make(tool, FindingSeverity.Information, "no credential", detail) with { Next = tool.SetUp(options.Host) };
    }

    private async Task<Finding> OfTheLoginAsync(RegistryClientTool tool, DockerLogin login, DockerLogin? next)
    {
        if (login.Kind != LoginKind.Inline)
        {
            return OfTheHelper(tool, login, next);
        }

        if (login.HasIdentityToken || login.DecodeExactly() is not { } found)
        {
            var what = login.HasIdentityToken ? "an identity token" : "a value that can't be decoded as user name and password";
            return Make(
                tool,
                FindingSeverity.Bad,
                "login can't be used",
                $"'{Redactor.Name(login.File)}' has {what} for {options.Host}") with
            {
                Code = MessageCodes.DockerConfigMalformed,
                Next = RemoveStored(tool, login),
            };
        }

        var (severity, state, code, answer) = await trial.OfAsync(found, login.File).ConfigureAwait(false);
        var detail = $"'{Redactor.Name(login.File)}'{answer}; an access token expires within 12 hours";
        return Make(tool, severity, state, detail) with
        {
            Code = code,
            Next = severity == FindingSeverity.Bad ? RemoveStored(tool, login) : null,
        };
    }

    private Finding OfTheHelper(RegistryClientTool tool, DockerLogin login, DockerLogin? next)
    {
        var helper = new DockerCredentialHelperClient(login.Helper, options.Settings);
        var kind = login.Kind == LoginKind.Helper ? "helper" : "store";
        var then = next is null ? string.Empty : $"; without an answer, '{Redactor.Name(next.File)}' is read next";
        if (helper.WhyNotUsable() is not { } reason)
        {
            return Make(tool, FindingSeverity.Good, $"asks a {kind}", $"{helper.Program}, named in '{Redactor.Name(login.File)}'{then}");
        }

        var passesBy = (tool.PassesByBrokenHelpers && next is not null)
            || (tool.UsesWhatIsBesideBrokenHelpers && login.Encoded is not null);
        return Make(
            tool,
            passesBy ? FindingSeverity.Warning : FindingSeverity.Bad,
            $"asks a {kind} that can't be run",
            $"'{Redactor.Name(login.File)}' names {helper.Program}, but {reason}{then}") with
        {
            Code = MessageCodes.HelperNotOnPath,
            Next = ExecutableFinder.FindUnusable(HelperProgram.NameOf(login.Helper), options.Settings) is { } unusable
                ? Shell.Current.MakeExecutable(unusable)
                : Repair(tool, login),
        };
    }

    private IEnumerable<Finding> OfTraps(RegistryClientTool tool, DockerLogin login)
    {
        var trap = login.Kind == LoginKind.Inline
            ? DockerConfigWarnings.Of(login, options.Host, options.Settings).FirstOrDefault()
            : DockerConfigWarnings.OfLeftOver(login, options.Host, options.Settings);
        return trap is null
            ? []
            : [Make(tool, FindingSeverity.Warning, "warning", trap.Message) with
            {
                Code = trap.Code,
                Next = RemoveStored(tool, login),
            }];
    }

    private string RemoveStored(RegistryClientTool tool, DockerLogin login) =>
        LoginCommands.RemoveStored(options.Host.Name, login.File, tool.Rules.KeysMayBeNamespaces);

    private string Repair(RegistryClientTool tool, DockerLogin login) => login.Helper switch
    {
        HelperEntries.OwnHelper => HelperProgram.OnPath($"nebius-registry configure {options.Host}", options.Settings),
        "" => Shell.Current.Edit(login.File),
        HelperEntries.NebiusCliHelper => LoginCommands.ReplaceHelper(options.Host.Name, login.File, tool.Rules.KeysMayBeNamespaces),
        var other => Shell.Current.AddToPath($"<directory-of-{HelperProgram.NameOf(DockerCredentialHelperClient.Shown(other))}>"),
    };

    private static Finding Make(RegistryClientTool tool, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = tool.Name, Severity = severity, State = state, Detail = detail };
}
