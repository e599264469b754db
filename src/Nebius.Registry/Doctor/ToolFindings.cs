using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Doctor;

/// <summary>What the .NET SDK, docker, podman and helm would each use for the registry today, each by its own rules. None of them is started.</summary>
/// <param name="options">What is looked at.</param>
internal sealed class ToolFindings(ExaminationOptions options)
{
    private const string Section = "Tools";

    // As the SDK reads them for a push: https://learn.microsoft.com/dotnet/core/containers/publish-configuration
    private static readonly string[] SdkVariables = ["DOTNET_CONTAINER_PUSH_REGISTRY", "DOTNET_CONTAINER_REGISTRY", "SDK_CONTAINER_REGISTRY"];

    public static IEnumerable<Finding> Of(ExaminationOptions options) => ReaderOfLogins.All.SelectMany(new ToolFindings(options).Of);

    private IEnumerable<Finding> Of(ReaderOfLogins reader)
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
            return [Make(reader, FindingMark.Warning, "has no place for logins", error.Message) with { Code = error.Code }];
        }
    }

    private Finding? BeforeFiles(ReaderOfLogins reader)
    {
        if (!ReferenceEquals(reader, ReaderOfLogins.Sdk))
        {
            return ExecutableLookup.Find(reader.Name, options.Settings) is null ? Make(reader, FindingMark.Information, "is not installed", string.Empty) : null;
        }

        // Half a pair does not count.
        if (SdkVariables.FirstOrDefault(pair => IsSet($"{pair}_UNAME") && IsSet($"{pair}_PWORD")) is { } found)
        {
            return Make(reader, FindingMark.Information, "uses the variables of the environment", $"{found}_UNAME and _PWORD win over every file and over Nebius.Registry.Build") with
            {
                Next = $"unset {found}_UNAME {found}_PWORD",
            };
        }

        return options.BuildsHavePackage && SourceFindings.Winner(options) is not (null or CredentialSourceKind.DockerConfig)
            ? Make(reader, FindingMark.Good, "gets the credential from Nebius's package", "whatever its files say")
            : null;

        bool IsSet(string name) => options.Settings.FromEnvironment(name) is not null;
    }

    private IEnumerable<Finding> OfTheFiles(ReaderOfLogins reader, IReadOnlyList<LoginInFile> found) => found switch
    {
        [] => [Make(reader, FindingMark.Information, "has no credential", $"no login for {options.Host} in {string.Join(", ", reader.Files(options.Settings).Select(ForeignText.Name))}") with { Next = reader.SetUp(options.Host) }],
        [{ Problem: { } problem }, ..] => [Make(reader, FindingMark.Bad, "cannot read its file", $"{problem}") with
        {
            Code = MessageCodes.DockerConfigMalformed,
            Next = $"python3 -m json.tool {Shell.Quote(problem.File)}",
        }],
        [{ Login: { } login }, ..] => [OfTheLogin(reader, login, reader.TriesNextFile ? found.ElementAtOrDefault(1)?.Login : null), .. OfTraps(reader, login)],
        _ => [],
    };

    private Finding OfTheLogin(ReaderOfLogins reader, DockerLogin login, DockerLogin? next)
    {
        if (login.Kind != LoginKind.Inline)
        {
            return OfTheHelper(reader, login, next);
        }

        return login.HasIdentityToken || UserAndPassword.Decode(login.Encoded!) is null
            ? Make(reader, FindingMark.Bad, "has a login that is none of Nebius's", $"'{ForeignText.Name(login.File)}' has {(login.HasIdentityToken ? "an identity token" : "what cannot be decoded as user and password")} for {options.Host}") with
            {
                Code = MessageCodes.DockerConfigMalformed,
                Next = $"{reader.LogOut} {options.Host}",
            }
            : Make(reader, FindingMark.Good, "uses a login in a file", $"'{ForeignText.Name(login.File)}'; an access token there ends 12 hours after it was made");
    }

    private Finding OfTheHelper(ReaderOfLogins reader, DockerLogin login, DockerLogin? next)
    {
        var helper = new CredentialHelper(login.Helper, options.Settings);
        var kind = login.Kind == LoginKind.Helper ? "helper" : "store";
        var then = next is null ? string.Empty : $"; where that has nothing, '{ForeignText.Name(next.File)}' is next";
        if (helper.WhyNotUsable() is not { } reason)
        {
            return Make(reader, FindingMark.Good, $"asks a {kind}", $"{helper.Program}, named in '{ForeignText.Name(login.File)}'{then}");
        }

        var passesBy = (reader.PassesByBrokenHelpers && next is not null) || (reader.UsesWhatIsBesideBrokenHelpers && login.Encoded is not null);
        return Make(reader, passesBy ? FindingMark.Warning : FindingMark.Bad, $"asks a {kind} that cannot be run", $"'{ForeignText.Name(login.File)}' names {helper.Program}, but {reason}{then}") with
        {
            Code = MessageCodes.HelperNotOnPath,
            Next = ExecutableLookup.FindUnusable(HelperProgram.NameOf(login.Helper), options.Settings) is { } unusable ? $"chmod +x {Shell.Quote(unusable)}" : Mend(login.Helper),
        };
    }

    private IEnumerable<Finding> OfTraps(ReaderOfLogins reader, DockerLogin login)
    {
        var trap = login.Kind == LoginKind.Inline
            ? LoginTraps.Of(login, options.Host, options.Settings).FirstOrDefault()
            : LoginTraps.OfLeftOver(login, options.Host, options.Settings);
        return trap is null ? [] : [Make(reader, FindingMark.Warning, "may surprise", trap.Message) with { Code = trap.Code, Next = $"{reader.LogOut} {options.Host}" }];
    }

    private static string Mend(string helper) => helper switch
    {
        HelperEntries.Ours => "export PATH=\"$PATH:$HOME/.dotnet/tools\" && nebius-registry configure",
        HelperEntries.OfTheNebiusCli => "nebius-registry configure --replace",
        _ => $"export PATH=\"$PATH:<the directory of {HelperProgram.NameOf(CredentialHelper.Shown(helper))}>\"",
    };

    private static Finding Make(ReaderOfLogins reader, FindingMark mark, string state, string detail) =>
        new() { Section = Section, Subject = reader.Name, Mark = mark, State = state, Detail = detail };
}
