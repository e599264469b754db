using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Doctor;

/// <summary>
/// The three things that the documentation of Container Registry asks to check, https://docs.nebius.com/container-registry/authentication:
/// the CLI, its helper, and the region in docker's file; and every credential helper on PATH.
/// </summary>
internal static class HelperFindings
{
    private const string Section = "Helpers";

    public static IEnumerable<Finding> Of(DoctorOptions options) => [.. OfTheDocumentation(options), .. OnPath(options.Settings)];

    private static IEnumerable<Finding> OfTheDocumentation(DoctorOptions options)
    {
        var settings = options.Settings;
        yield return NebiusCli.Find(settings) is { } cli
            ? Make("Nebius CLI", FindingSeverity.Good, "installed", Redactor.Name(cli))
            : Make("Nebius CLI", FindingSeverity.Information, "not installed", "only its own helper needs it");

        var program = HelperProgram.NameOf(HelperEntries.NebiusCliHelper);
        yield return ExecutableFinder.Find(program, settings) is { } helper
            ? Make(program, FindingSeverity.Good, "on PATH", Redactor.Name(helper))
            : ExecutableFinder.FindUnusable(program, settings) is { } unusable
                ? Make(program, FindingSeverity.Warning, "not executable", Redactor.Name(unusable)) with
                {
                    Next = Shell.Current.MakeExecutable(unusable),
                }
                : Make(
                    program,
                    FindingSeverity.Information,
                    "not on PATH",
                    "docker-credential-nebius-registry works without the Nebius CLI");

        yield return OfTheRegion(options);
    }

    private static Finding OfTheRegion(DoctorOptions options)
    {
        const string Subject = "docker's credHelpers";
        try
        {
            var file = ConfigFilePaths.OfDocker(options.Settings);
            var found = LoginFile.Read(file);
            return (found is null ? LoginInFile.Empty : LoginInFile.Read(found, options.Host.Name, LoginRules.Docker)) switch
            {
                { Login: { Kind: LoginKind.Helper } login } => Make(
                    Subject,
                    FindingSeverity.Good,
                    "set",
                    $"'{Redactor.Name(file)}' names the helper '{DockerCredentialHelperClient.Shown(login.Helper)}'"),
                { Problem: { } problem } => Make(Subject, FindingSeverity.Information, "can't be read", $"{problem}"),
                _ => Make(
                    Subject,
                    FindingSeverity.Information,
                    "not set",
                    $"'{Redactor.Name(file)}' names no helper for {options.Host}") with
                {
                    Next = RegistryClientTool.Docker.SetUp(options.Host),
                },
            };
        }
        catch (NebiusRegistryException error)
        {
            return Make(Subject, FindingSeverity.Information, "not set", error.Message);
        }
    }

    private static IEnumerable<Finding> OnPath(NebiusSettings settings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, isExecutable) in ExecutableFinder.Beginning("docker-credential-", settings))
        {
            // Its name may be private, so it isn't the subject.
            const string Subject = "helper";
            yield return !isExecutable ? Make(Subject, FindingSeverity.Warning, "not executable", Redactor.Name(file)) with
            {
                Next = Shell.Current.MakeExecutable(file),
            }
                : seen.Add(Path.GetFileName(file)) ? Make(Subject, FindingSeverity.Information, "on PATH", Redactor.Name(file))
                : Make(Subject, FindingSeverity.Information, "hidden by one of the same name", Redactor.Name(file));
        }
    }

    private static Finding Make(string subject, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = subject, Severity = severity, State = state, Detail = detail };
}
