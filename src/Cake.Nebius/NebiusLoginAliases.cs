using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;
using Cake.Nebius.Credentials;
using Cake.Nebius.Logins;
using Nebius.Registry.Logins;
using Nebius.Registry.OS.Processes;

namespace Cake.Nebius;

/// <summary>Logins of docker, podman and helm.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
public static class NebiusLoginAliases
{
    private static readonly LoginTool[] Containers = [LoginTool.Docker, LoginTool.Podman];

    /// <summary>
    /// Logs docker in, or podman where there is no docker. The password goes to its standard input. The login stays in the program's own
    /// file, as its own login does, until <see cref="NebiusDockerLogout"/>.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-north1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">How; null for docker or podman as Cake finds them, and for the credential of the environment.</param>
    /// <exception cref="CakeException">It did not log in; the message has the code and what the program said.</exception>
    /// <example>
    /// <code>
    /// Task("Pull").Does(() =>
    /// {
    ///     NebiusDockerLogin("eu-north1");
    ///     StartProcess("docker", "pull cr.eu-north1.nebius.cloud/e00abc/app:1.2.3");
    /// })
    /// .Finally(() => NebiusDockerLogout("eu-north1"));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Login")]
    public static void NebiusDockerLogin(this ICakeContext context, string hostOrRegion = "", NebiusLoginSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        ErrorBoundary.Coded(
            cancellationToken => new Login(context, settings ?? new()).InAsync(hostOrRegion, Containers, cancellationToken));
    }

    /// <summary>Logs docker, or podman, out of a registry.</summary>
    /// <param name="context">The context.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-north1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">How; null for docker or podman as Cake finds them.</param>
    /// <exception cref="CakeException">It did not log out; the message has the code and what the program said.</exception>
    /// <example>
    /// <code>
    /// Teardown(context => NebiusDockerLogout("eu-north1"));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Login")]
    public static void NebiusDockerLogout(this ICakeContext context, string hostOrRegion = "", NebiusLoginSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        ErrorBoundary.Coded(
            cancellationToken => new Login(context, settings ?? new()).OutAsync(hostOrRegion, Containers, cancellationToken));
    }

    /// <summary>
    /// Logs helm in for as long as something is done: the login is in a private file, which is gone afterwards. The user's own helm logins
    /// are not touched.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-north1</c>, or the registry's host; empty for the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="action">What is done; it gets the file, for helm's option <c>--registry-config</c>.</param>
    /// <param name="settings">How; null for helm as Cake finds it, and for the credential of the environment.</param>
    /// <exception cref="CakeException">It did not log in; the message has the code and what helm said.</exception>
    /// <example>
    /// <code>
    /// Task("Push-Chart").Does(() => NebiusHelmLogin("eu-north1", registryConfig =>
    ///     StartProcess(
    ///         "helm",
    ///         $"push app-1.2.3.tgz oci://cr.eu-north1.nebius.cloud/e00abc/charts --registry-config \"{registryConfig}\"")));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Login")]
    public static void NebiusHelmLogin(
        this ICakeContext context, string hostOrRegion, Action<FilePath> action, NebiusLoginSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(action);
        Task Act(FilePath file)
        {
            action(file);
            return Task.CompletedTask;
        }

        NebiusHelmLogin(context, hostOrRegion, Act, settings).GetAwaiter().GetResult();
    }

    /// <summary>Logs helm in for as long as something asynchronous is done.</summary>
    /// <inheritdoc cref="NebiusHelmLogin(ICakeContext, string, Action{FilePath}, NebiusLoginSettings?)"/>
    /// <returns>A task that ends when the action has ended and the login is gone.</returns>
    [CakeMethodAlias]
    [CakeAliasCategory("Login")]
    public static async Task NebiusHelmLogin(
        this ICakeContext context, string hostOrRegion, Func<FilePath, Task> action, NebiusLoginSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        ArgumentNullException.ThrowIfNull(action);
        using var directory = ErrorBoundary.Coded(
            _ => Task.FromResult(new PrivateDirectory(new CredentialSession(context, settings?.Credentials).Settings)));
        var file = directory.In("registry.json");
        ErrorBoundary.Coded(
            cancellationToken => new Login(context, settings ?? new()).InAsync(hostOrRegion, [LoginTool.Helm], file, cancellationToken));
        await action(file).ConfigureAwait(false);
    }
}

/// <summary>How a program is logged in.</summary>
public sealed class NebiusLoginSettings
{
    /// <summary>Gets or sets where the program is; null to find it as Cake finds tools: its tools directory, then PATH.</summary>
    public FilePath? ToolPath { get; set; }

    /// <summary>Gets or sets where the credential comes from; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }

    /// <summary>Gets or sets how long the program may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
