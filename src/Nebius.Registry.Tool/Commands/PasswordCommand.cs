using System.CommandLine;
using System.CommandLine.Invocation;
using Nebius.Registry.Credentials;
using Nebius.Registry.Tool.DockerCredential;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry get-login-password</c> and <c>get-access-token</c>: print one secret for a pipe, and nothing else, as
/// <c>aws ecr get-login-password</c> and <c>gh auth token</c> do.
/// </summary>
internal static class PasswordCommand
{
    private const string LoginPassword = "get-login-password";
    private const string AccessToken = "get-access-token";

    private static readonly Argument<string> Registry = new("registry")
    {
        Description = RegistryArgument.Describe("Default: NEBIUS_REGION or NEBIUS_REGISTRY_ID."),
        HelpName = "registry",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Keeps the help out of the pipe, whose other end would take it for the password.</summary>
    /// <param name="parsed">The command line.</param>
    public static void KeepHelpOut(ParseResult parsed)
    {
        if (parsed is
            {
                Action: ParseErrorAction error,
                CommandResult.Command.Name: LoginPassword or AccessToken or PullSecretCommand.CommandName,
            })
        {
            (error.ShowHelp, error.ShowTypoCorrections) = (false, false);
        }
    }

    public static Command CreateGetLoginPassword()
    {
        KnownRegions.Complete(Registry);
        RegistryArgument.RefuseOptions(Registry);
        var command = new CommandWithExamples(
            LoginPassword,
            "Prints the password for a registry, for docker login --username iam --password-stdin.",
            "get-login-password eu-north1 | docker login cr.eu-north1.nebius.cloud --username iam --password-stdin",
            "get-login-password eu-north1 | helm registry login cr.eu-north1.nebius.cloud --username iam --password-stdin")
        {
            Registry,
        };
        RegistryArgument.RequireOneOrDefault(command, Registry);
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => PrintPasswordAsync(parsed, cancellationToken)));
        return command;
    }

    public static Command CreateGetAccessToken()
    {
        var command = new CommandWithExamples(
            AccessToken,
            "Prints an access token for the Nebius API.",
            "get-access-token");
        command.SetAction((_, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => PrintTokenAsync(cancellationToken)));
        return command;
    }

    private static async Task<int> PrintPasswordAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var host = parsed.GetValue(Registry) is { } typed
            ? (await RegistryArgument.ReadAsync(typed, settings, cancellationToken).ConfigureAwait(false)).Host
            : (await RegistryArgument.DefaultAsync(settings, cancellationToken).ConfigureAwait(false))!;
        var resolution = await Chain(settings).ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        await Notes.TellAsync(resolution).ConfigureAwait(false);
        return await PrintAsync(resolution.Credential!.Password).ConfigureAwait(false);
    }

    private static async Task<int> PrintTokenAsync(CancellationToken cancellationToken)
    {
        var token = await Chain(new NebiusSettings()).ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        WorkLog.Say($"{CredentialDescription.OfAccessToken(token)}{(token.IsCached ? ", from the cache" : string.Empty)}");
        if (token.ExpiresAt is { } end && end <= DateTimeOffset.UtcNow)
        {
            await Notes.WarnAsync(MessageCodes.TokenExpiresSoon, $"The access token from {token.Origin} has expired.")
                .ConfigureAwait(false);
        }

        return await PrintAsync(token.Password).ConfigureAwait(false);
    }

    // "\n" on Windows, too: not every reader drops "\r".
    private static async Task<int> PrintAsync(Secret secret)
    {
        await StandardStreams.Exact.WriteAsync($"{secret.Reveal()}\n").ConfigureAwait(false);
        return ExitCode.Success;
    }

    // A docker login must not be used to make a docker login.
    private static CredentialChain Chain(NebiusSettings settings) =>
        new(new CredentialChainOptions { Settings = HelperSettings.WithoutDockerLogins(settings) });
}
