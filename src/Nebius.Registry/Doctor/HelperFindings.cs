using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Doctor;

/// <summary>
/// The three things that the documentation of Container Registry has people look at, https://docs.nebius.com/container-registry/authentication:
/// the CLI, its helper, and the region in docker's file; and every credential helper that PATH has.
/// </summary>
internal static class HelperFindings
{
    private const string Section = "Helpers";

    public static IEnumerable<Finding> Of(ExaminationOptions options) => [.. OfTheDocumentation(options), .. OnPath(options.Settings)];

    private static IEnumerable<Finding> OfTheDocumentation(ExaminationOptions options)
    {
        var settings = options.Settings;
        yield return NebiusCli.Find(settings) is { } cli
            ? Make("Nebius CLI", FindingMark.Good, "is installed", ForeignText.Name(cli))
            : Make("Nebius CLI", FindingMark.Information, "is not installed", "nothing here needs it, except its own helper");

        var program = HelperProgram.NameOf(HelperEntries.OfTheNebiusCli);
        yield return ExecutableLookup.Find(program, settings) is { } helper ? Make(program, FindingMark.Good, "is on PATH", ForeignText.Name(helper))
            : ExecutableLookup.FindUnusable(program, settings) is { } unusable
                ? Make(program, FindingMark.Warning, "is not executable", ForeignText.Name(unusable)) with { Next = $"chmod +x {Shell.Quote(unusable)}" }
                : Make(program, FindingMark.Information, "is not on PATH", "docker-credential-nebius-registry does the same without the CLI");

        yield return OfTheRegion(options);
    }

    private static Finding OfTheRegion(ExaminationOptions options)
    {
        const string Subject = "region in docker's file";
        try
        {
            var file = ConfigFilePaths.OfDocker(options.Settings);
            return LoginFile.Read(file) is { } found && LoginInFile.Read(found, options.Host.Name, LoginRules.OfDocker).Login is { Kind: LoginKind.Helper } login
                ? Make(Subject, FindingMark.Good, "has a helper", $"'{ForeignText.Name(file)}' names '{CredentialHelper.Shown(login.Helper)}' for {options.Host}")
                : Make(Subject, FindingMark.Information, "has no helper", $"'{ForeignText.Name(file)}' names none for {options.Host}") with { Next = ReaderOfLogins.Docker.SetUp(options.Host) };
        }
        catch (NebiusRegistryException error)
        {
            return Make(Subject, FindingMark.Information, "has no helper", error.Message);
        }
    }

    private static IEnumerable<Finding> OnPath(NebiusSettings settings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, isExecutable) in ExecutableLookup.Beginning("docker-credential-", settings))
        {
            // Somebody's own may have a name that is nobody else's business.
            const string Subject = "a helper";
            yield return !isExecutable ? Make(Subject, FindingMark.Warning, "is not executable", ForeignText.Name(file)) with { Next = $"chmod +x {Shell.Quote(file)}" }
                : seen.Add(Path.GetFileName(file)) ? Make(Subject, FindingMark.Information, "is on PATH", ForeignText.Name(file))
                : Make(Subject, FindingMark.Information, "is hidden by another of its name before it", ForeignText.Name(file));
        }
    }

    private static Finding Make(string subject, FindingMark mark, string state, string detail) =>
        new() { Section = Section, Subject = subject, Mark = mark, State = state, Detail = detail };
}
