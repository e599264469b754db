using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Docker;
using Nebius.Registry.Processes;

namespace Nebius.Registry.Doctor;

/// <summary>What the .NET SDK, docker, podman and helm would each use for the registry today, each by its own rules. None of them is started.</summary>
internal static class ToolFindings
{
    private const string Section = "Tools";
    private const string Sdk = "the .NET SDK";

    // As the SDK reads them for a push: https://learn.microsoft.com/dotnet/core/containers/publish-configuration
    private static readonly string[] SdkVariables =
        ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_UNAME"];

    public static IEnumerable<Finding> Of(ExaminationOptions options) => ReaderOfLogins.All.SelectMany(reader => Of(reader, options));

    private static IEnumerable<Finding> Of(ReaderOfLogins reader, ExaminationOptions options)
    {
        if (reader.Name != Sdk && ExecutableLookup.Find(reader.Name, options.Settings) is null)
        {
            return [Make(reader, FindingMark.Information, "is not installed", string.Empty)];
        }

        if (reader.Name == Sdk && SdkVariables.FirstOrDefault(name => options.Settings.FromEnvironment(name) is not null) is { } variable)
        {
            return [Make(reader, FindingMark.Information, "uses the variables of the environment", $"{variable} wins over every file and over Nebius.Registry.Build") with { Next = $"unset {variable}" }];
        }

        try
        {
            return reader.Find(options.Host.Name, options.Settings) switch
            {
                { Login: { } login } => Of(reader, login, options),
                { Problem: { } problem } => [Make(reader, FindingMark.Bad, "cannot read its file", $"{problem}") with
                {
                    Code = MessageCodes.DockerConfigMalformed,
                    Next = $"python3 -m json.tool '{problem.File}'",
                }],
                _ => [Make(reader, FindingMark.Information, "has no credential", $"no login for {options.Host} in {string.Join(", ", reader.Files(options.Settings))}") with { Next = SetUp(reader, options) }],
            };
        }
        catch (NebiusRegistryException error)
        {
            return [Make(reader, FindingMark.Warning, "has no place for logins", error.Message) with { Code = error.Code }];
        }
    }

    // The six regions of the documentation are there by themselves.
    private static string SetUp(ReaderOfLogins reader, ExaminationOptions options) =>
        reader.Name == Sdk || options.Host.Region is not { } region || HelperEntries.DocumentedRegions.Contains(region) ? reader.SetUp : $"{reader.SetUp} {region}";

    private static IEnumerable<Finding> Of(ReaderOfLogins reader, DockerLogin login, ExaminationOptions options)
    {
        if (login.Kind != LoginKind.Inline)
        {
            yield return OfHelper(reader, login, options);
        }
        else if (login.HasIdentityToken)
        {
            yield return Make(reader, FindingMark.Bad, "uses an identity token, which Nebius does not have", $"'{login.File}'") with
            {
                Code = MessageCodes.DockerConfigMalformed,
                Next = $"docker logout {options.Host}",
            };
        }
        else
        {
            yield return Make(reader, FindingMark.Good, "uses a login in a file", $"'{login.File}'; an access token there ends 12 hours after it was made");
        }

        var traps = login.Kind == LoginKind.Inline
            ? LoginTraps.Of(login, options.Host, options.Settings)
            : new[] { LoginTraps.OfLeftOver(login, options.Host, options.Settings) }.OfType<Advice>();
        foreach (var trap in traps)
        {
            yield return Make(reader, FindingMark.Warning, "may surprise", trap.Message) with { Code = trap.Code, Next = $"docker logout {options.Host}" };
        }
    }

    private static Finding OfHelper(ReaderOfLogins reader, DockerLogin login, ExaminationOptions options)
    {
        var helper = new CredentialHelper(login.Helper, options.Settings);
        var kind = login.Kind == LoginKind.Helper ? "helper" : "store";
        return helper.WhyNotUsable() is not { } reason
            ? Make(reader, FindingMark.Good, $"asks a {kind}", $"{helper.Program}, named in '{login.File}'")
            : Make(reader, FindingMark.Bad, $"asks a {kind} that cannot be run", $"'{login.File}' names {helper.Program}, but {reason}") with
            {
                Code = MessageCodes.HelperNotOnPath,
                Next = ExecutableLookup.FindUnusable(HelperProgram.NameOf(login.Helper), options.Settings) is { } unusable ? $"chmod +x '{unusable}'" : Mend(login.Helper),
            };
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
