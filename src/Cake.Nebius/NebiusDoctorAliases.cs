using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.Diagnostics;
using Cake.Nebius.Ci;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Nebius.Registry.Doctor;

namespace Cake.Nebius;

/// <summary>Finds out why a push or pull does not work.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
[CakeNamespaceImport("Nebius.Registry.Doctor")]
public static class NebiusDoctorAliases
{
    /// <summary>
    /// Looks at the sources of credentials, the registry, IAM, docker, podman, helm and the helpers, and tells in the log what works, what
    /// does not, and what to type next.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="registry">
    /// <c>host[/repository[:tag]]</c>; a region stands for its host. With a repository the rights in it are asked for. Empty for the
    /// registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID.
    /// </param>
    /// <param name="settings">Where the credential comes from; null for what the environment has.</param>
    /// <returns>What was found; nothing in it is secret. A finding that something does not work isn't an exception.</returns>
    /// <exception cref="CakeException"><paramref name="registry"/> can't be read; the message has the code and what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Doctor").Does(() =>
    /// {
    ///     var report = NebiusDoctor("cr.eu-north1.nebius.cloud/e00abc/app");
    ///     if (!report.IsHealthy)
    ///     {
    ///         throw new CakeException($"{report.First!.Subject} {report.First.State}");
    ///     }
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Doctor")]
    public static DoctorReport NebiusDoctor(this ICakeContext context, string registry = "", NebiusCredentialSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(registry);
        return ErrorBoundary.Coded(async cancellationToken =>
        {
            var session = new CredentialSession(context, settings);
            var effective = session.Settings;
            var named = registry.Length > 0
                ? registry
                : (await session.HostOfAsync(registry, cancellationToken).ConfigureAwait(false)).Name;
            var target = RegistryTarget.Parse(named, effective);
            var options = new DoctorOptions
            {
                Host = target.Host,
                Repository = target.Repository,
                Reference = target.Reference,
                BuildsHavePackage = true,
                Settings = effective,
            };
            var report = await new RegistryDoctor(options).RunAsync(cancellationToken).ConfigureAwait(false);
            context.Log.Printed().Information("{0}", ReportText.Of(report));
            return report;
        });
    }
}
