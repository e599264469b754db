using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Nebius.Ci;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Nebius.Registry.Logins;

namespace Cake.Nebius.Logins;

/// <summary>Logs in a program that is found as Cake finds tools.</summary>
/// <param name="context">The context.</param>
/// <param name="settings">How.</param>
internal sealed class Login(ICakeContext context, NebiusLoginSettings settings)
{
    // podman and helm report it as an error; docker doesn't.
    private const string NotLoggedIn = "not logged in";

    public Task InAsync(string hostOrRegion, IReadOnlyList<LoginTool> tools, CancellationToken cancellationToken) =>
        InAsync(hostOrRegion, tools, null, cancellationToken);

    public async Task InAsync(
        string hostOrRegion, IReadOnlyList<LoginTool> tools, string? registryConfig, CancellationToken cancellationToken)
    {
        // A missing program is reported before a credential is found for it.
        var login = Find(tools, registryConfig);
        var session = new CredentialSession(context, settings.Credentials);
        var host = await session.HostOfAsync(hostOrRegion, cancellationToken).ConfigureAwait(false);
        var credential = await session.ResolveAsync(host, "login to", cancellationToken).ConfigureAwait(false);
        if (credential.Source == CredentialSourceKind.DockerConfig && registryConfig is null)
        {
            // Logging out afterwards would take away a login that is not the script's.
            context.Log.Printed().Information("Nebius: {0} is logged in already ({1}).", credential.Host, credential.Origin);
            return;
        }

        try
        {
            Say(await login.LogInAsync(credential, cancellationToken).ConfigureAwait(false));
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.ToolFailed && credential.IsCached)
        {
            // The cached token may have been revoked.
            if (await session.RenewAsync(credential, "login to", cancellationToken).ConfigureAwait(false) is not { } renewed)
            {
                throw;
            }

            Say(await login.LogInAsync(renewed, cancellationToken).ConfigureAwait(false));
        }
    }

    public async Task OutAsync(string hostOrRegion, IReadOnlyList<LoginTool> tools, CancellationToken cancellationToken)
    {
        var session = new CredentialSession(context, settings.Credentials);
        var host = await session.HostOfAsync(hostOrRegion, cancellationToken).ConfigureAwait(false);
        try
        {
            Say(await Find(tools, null).LogOutAsync(host, cancellationToken).ConfigureAwait(false));
        }
        catch (NebiusRegistryException error) when (error.Message.Contains(NotLoggedIn, StringComparison.OrdinalIgnoreCase))
        {
            context.Log.Printed().Information("Nebius: no login for {0}.", host);
        }
    }

    private void Say(string said)
    {
        if (said.Length > 0)
        {
            context.Log.Printed().Information("{0}", said);
        }
    }

    private ToolLogin Find(IReadOnlyList<LoginTool> tools, string? registryConfig)
    {
        if (settings.ToolPath is { } given)
        {
            var path = new EffectiveSettings(context, null).FullPath(given);
            var name = given.GetFilenameWithoutExtension().FullPath;
            var tool = tools.FirstOrDefault(tool => name.StartsWith(NameOf(tool), StringComparison.OrdinalIgnoreCase), tools[0]);
            return File.Exists(path)
                ? Create(tool, path, registryConfig)
                : throw new NebiusRegistryException(
                    MessageCodes.ToolNotFound,
                    $"ToolPath is '{Redactor.Value(path)}', which doesn't exist. Correct it, or "
                    + $"remove it to use {string.Join(" or ", tools.Select(NameOf))} from PATH.");
        }

        var found = tools
            .Select(tool => (Tool: tool, Path: context.Tools.Resolve([NameOf(tool), $"{NameOf(tool)}.exe"])))
            .FirstOrDefault(candidate => candidate.Path is not null);
        return found.Path is not null
            ? Create(found.Tool, found.Path.MakeAbsolute(context.Environment).FullPath, registryConfig)
            : throw new NebiusRegistryException(
                MessageCodes.ToolNotFound,
                $"{string.Join(" or ", tools.Select(NameOf))} is needed for this login, "
                + "but isn't in Cake's tools directory or on PATH. Install it, or set ToolPath.");
    }

    private ToolLogin Create(LoginTool tool, string path, string? registryConfig) =>
        new(tool, path) { RegistryConfig = registryConfig, Limit = settings.Timeout };

    private static string NameOf(LoginTool tool) => tool.ToString().ToLowerInvariant();
}
