using System.CommandLine;
using System.Reflection;
using Nebius.Registry.Tool.Commands;

namespace Nebius.Registry.Tool;

/// <summary>The command <c>nebius-registry</c> with all that it can do.</summary>
internal static class NebiusRegistryCommand
{
    /// <summary>Gets the package's version, without the commit.</summary>
    public static string Version =>
        typeof(NebiusRegistryCommand).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0.0.0";

    public static RootCommand Create()
    {
        var root = new RootCommand("Credentials for Nebius Container Registry: cr.<region>.nebius.cloud, user name iam.")
        {
            DockerCredentialCommand.Create(),
            ConfigureCommand.Create(),
            DoctorCommand.Create(),
            LoginCommand.CreateLogin(),
            LoginCommand.CreateLogout(),
            StaticKeyCommand.Create(),
            CompletionCommand.Create(),
        };
        HelpWithExamples.AddTo(root);
        RefuseEmptyOptions(root);
        return root;
    }

    // An empty value is a variable of a script that isn't set.
    private static void RefuseEmptyOptions(Command root)
    {
        foreach (var option in OptionsOf(root).OfType<Option<string>>().Distinct())
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    result.AddError($"{option.Name} is empty. Is a variable of your script not set?");
                }
            });
        }
    }

    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Subcommands.SelectMany(OptionsOf));
}
