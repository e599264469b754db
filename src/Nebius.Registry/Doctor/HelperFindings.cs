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
            ? Make("Nebius CLI", FindingSeverity.Good, "is installed", Redactor.Name(cli))
            : Make("Nebius CLI", FindingSeverity.Information, "is not installed", "nothing here needs it, except its own helper");

        var program = HelperProgram.NameOf(HelperEntries.NebiusCliHelper);
        yield return ExecutableFinder.Find(program, settings) is { } helper
            ? Make(program, FindingSeverity.Good, "is on PATH", Redactor.Name(helper))
            : ExecutableFinder.FindUnusable(program, settings) is { } unusable
                ? Make(program, FindingSeverity.Warning, "is not executable", Redactor.Name(unusable)) with
                {
                    Next = $"chmod +x {Shell.Quote(unusable)}",
                }
                : Make(
                    program,
                    FindingSeverity.Information,
                    "is not on PATH",
                    "docker-credential-nebius-registry does the same without the CLI");

        yield return OfTheRegion(options);
    }

    private static Finding OfTheRegion(DoctorOptions options)
    {
        const string Subject = "region in docker's file";
        try
        {
            var file = ConfigFilePaths.OfDocker(options.Settings);
            var found = LoginFile.Read(file);
            return (found is null ? LoginInFile.Empty : LoginInFile.Read(found, options.Host.Name, LoginRules.Docker)) switch
            {
                { Login: { Kind: LoginKind.Helper } login } => Make(
                    Subject,
                    FindingSeverity.Good,
                    "has a helper",
                    $"'{Redactor.Name(file)}' names '{DockerCredentialHelperClient.Shown(login.Helper)}' for {options.Host}"),
                { Problem: { } problem } => Make(Subject, FindingSeverity.Information, "is not known", $"{problem}"),
                _ => Make(
                    Subject,
                    FindingSeverity.Information,
                    "has no helper",
                    $"'{Redactor.Name(file)}' names none for {options.Host}") with
                {
                    Next = RegistryClientTool.Docker.SetUp(options.Host),
                },
            };
        }
        catch (NebiusRegistryException error)
        {
            return Make(Subject, FindingSeverity.Information, "has no helper", error.Message);
        }
    }

    private static IEnumerable<Finding> OnPath(NebiusSettings settings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, isExecutable) in ExecutableFinder.Beginning("docker-credential-", settings))
        {
            // A user's own helper may have a private name.
            const string Subject = "a helper";
            yield return !isExecutable ? Make(Subject, FindingSeverity.Warning, "is not executable", Redactor.Name(file)) with
            {
                Next = $"chmod +x {Shell.Quote(file)}",
            }
                : seen.Add(Path.GetFileName(file)) ? Make(Subject, FindingSeverity.Information, "is on PATH", Redactor.Name(file))
                : Make(Subject, FindingSeverity.Information, "is hidden by another of its name before it", Redactor.Name(file));
        }
    }

    private static Finding Make(string subject, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = subject, Severity = severity, State = state, Detail = detail };
}
