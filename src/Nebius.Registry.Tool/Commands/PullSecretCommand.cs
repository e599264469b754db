using System.CommandLine;
using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tool.DockerCredential;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry pull-secret</c>: prints the Secret with which the pods of a cluster pull, for <c>kubectl apply -f -</c>.
/// </summary>
internal static class PullSecretCommand
{
    /// <summary>What is typed.</summary>
    public const string CommandName = "pull-secret";

    private static readonly Argument<string[]> Registries = new("registry")
    {
        Description = RegistryArgument.Describe("Several share one secret. Default: NEBIUS_REGION or NEBIUS_REGISTRY_ID."),
        HelpName = "registry",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "The name of the Secret, as imagePullSecrets refers to it.",
        HelpName = "name",
        Required = true,
    };

    private static readonly Option<string> Namespace = new("--namespace")
    {
        Description = "The namespace of the pods. Default: that of the current context.",
        HelpName = "name",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON, not YAML." };

    private static readonly Option<bool> AllowShortLived = new("--allow-short-lived")
    {
        Description = "Allow an access token, with which pulls stop working within 12 hours.",
    };

    public static Command Create()
    {
        KnownRegions.Complete(Registries);
        RegistryArgument.RefuseOptions(Registries);
        Name.Validators.Add(KubernetesName.CheckSecret);
        Namespace.Validators.Add(KubernetesName.CheckNamespace);
        var command = new CommandWithExamples(
            CommandName,
            "Prints a Kubernetes pull secret with your static key, for kubectl apply -f -.",
            "pull-secret eu-north1 --name nebius | kubectl apply -f -",
            "pull-secret eu-north1 eu-west1 --name nebius --namespace shop | kubectl apply -f -")
        {
            Registries, Name, Namespace, Json, AllowShortLived,
        };
        RegistryArgument.RequireOneOrDefault(command, Registries);
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // The login of a user's docker is nothing for a cluster.
        var settings = HelperSettings.WithoutDockerLogins(new NebiusSettings());
        var chain = new CredentialChain(new CredentialChainOptions { Settings = settings });
        var credentials = new List<RegistryCredential>();
        foreach (var host in await RegistryArgument.ReadHostsOrDefaultAsync(parsed.GetValue(Registries), settings, cancellationToken)
            .ConfigureAwait(false))
        {
            var resolution = await chain.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            await Notes.TellAsync(resolution).ConfigureAwait(false);
            credentials.Add(Lasting(resolution.Credential!, parsed.GetValue(AllowShortLived)));
        }

        var secret = new PullSecret(parsed.GetRequiredValue(Name), parsed.GetValue(Namespace), credentials)
        {
            ExpiresAt = await ExpiryAsync(credentials, chain, settings, cancellationToken).ConfigureAwait(false),
        };
        await WarnAsync(secret, credentials).ConfigureAwait(false);
        await StandardStreams.Exact.WriteAsync(parsed.GetValue(Json) ? secret.ToJson() : secret.ToYaml()).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static RegistryCredential Lasting(RegistryCredential credential, bool allowsShortLived) =>
        credential.Source == CredentialSourceKind.StaticKey || allowsShortLived
            ? credential
            : throw new NebiusRegistryException(
                MessageCodes.PullSecretWouldExpire,
                $"The credential for {credential.Host} is {CredentialDescription.Of(credential)}, an access token: within 12 hours every "
                + "pull would fail with ImagePullBackOff. Issue a static key for an account that may only read, and put it into "
                + $"{EnvironmentVariables.StaticKey}_FILE:\n  {CommandsToType.IssueStaticKey()}\nTo use the token all the same, add "
                + "--allow-short-lived.");

    private static async Task<DateTimeOffset?> ExpiryAsync(
        IEnumerable<RegistryCredential> credentials, CredentialChain chain, NebiusSettings settings, CancellationToken cancellationToken)
    {
        var ends = new List<DateTimeOffset>();
        foreach (var credential in credentials)
        {
            var end = credential.ExpiresAt
                ?? await new StaticKeyExpiryCheck(chain, settings).AskEndAsync(credential, cancellationToken).ConfigureAwait(false);
            if (end is { } known)
            {
                ends.Add(known);
            }
        }

        return ends.Count > 0 ? ends.Min() : null;
    }

    private static Task WarnAsync(PullSecret secret, IEnumerable<RegistryCredential> credentials)
    {
        var verb = secret.ExpiresAt > DateTimeOffset.UtcNow ? "expires" : "expired";
        var until = secret.ExpiresAt is { } end
            ? string.Create(CultureInfo.InvariantCulture, $", which {verb} at {end.ToUniversalTime():u}")
            : string.Empty;
        return Notes.WriteAsync(
            credentials.All(credential => credential.Source == CredentialSourceKind.StaticKey)
                ? $"Nebius: the secret has a static key{until}"
                : $"warning: the secret has an access token{until}. Pulls with it stop working within 12 hours.");
    }
}
