using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Nebius.Ci;
using Cake.Nebius.Credentials;
using Nebius.Registry.StaticKeys;

namespace Cake.Nebius;

/// <summary>Static keys for Container Registry. Their tokens go into a file and nowhere else.</summary>
[CakeAliasCategory("Nebius")]
[CakeNamespaceImport("Cake.Nebius")]
[CakeNamespaceImport("Nebius.Registry.StaticKeys")]
public static class NebiusStaticKeyAliases
{
    /// <summary>Issues a static key, whose token goes into a file that only its owner can read.</summary>
    /// <param name="context">The context.</param>
    /// <param name="serviceAccountId">The service account that the key stands for, <c>serviceaccount-e00abc</c>.</param>
    /// <param name="projectId">The service account's project, <c>project-e00abc</c>.</param>
    /// <param name="file">The file, outside the workspace.</param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <returns>The key, without its token.</returns>
    /// <exception cref="CakeException">
    /// There is no new key, or its token could not be written; the message has the code and what to do.
    /// </exception>
    /// <example>
    /// <code>
    /// Task("Issue-Key").Does(() =>
    /// {
    ///     var key = NebiusIssueStaticKey("serviceaccount-e00abc", "project-e00abc", "/run/secrets/registry.key");
    ///     Information("{0} until {1}", key.Id, key.ExpiresAt);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Static keys")]
    public static StaticKeyInfo NebiusIssueStaticKey(
        this ICakeContext context, string serviceAccountId, string projectId, FilePath file, NebiusStaticKeySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(serviceAccountId);
        ArgumentException.ThrowIfNullOrEmpty(projectId);
        ArgumentNullException.ThrowIfNull(file);
        settings ??= new();
        return ErrorBoundary.Coded(async cancellationToken =>
        {
            var session = new CredentialSession(context, settings.Credentials);
            var destination = DestinationOf(session, file, settings);
            var request = new StaticKeyRequest
            {
                ServiceAccountId = serviceAccountId,
                ProjectId = projectId,
                Name = settings.Name,
                ExpiresAt = ExpiryOf(settings),
            };
            var key = await session.AskAsync(
                async token =>
                {
                    using var client = new StaticKeyClient(token);
                    return await client.IssueAsync(request, destination, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            context.Log.Printed().Information("Nebius: issued {0} for {1}; the key is in {2}", key.Id, serviceAccountId, destination);
            return key;
        });
    }

    /// <summary>
    /// Puts a new static key in an old one's place: it is issued, proved at the registry and written to the file before the old one is
    /// revoked. Wherever that stops, one of the two works.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="keyId">The old key, <c>statickey-e00abc</c>.</param>
    /// <param name="hostOrRegion">
    /// The region, such as <c>eu-west1</c>, or the host of a registry that the new key must be able to push to.
    /// </param>
    /// <param name="repository">A repository there, such as <c>e00abc/app</c>.</param>
    /// <param name="file">The file that gets the new token.</param>
    /// <param name="settings">How; null for the defaults.</param>
    /// <returns>The new key, without its token.</returns>
    /// <exception cref="CakeException">
    /// The old key was left as it is, or could not be revoked; the message says which, and what to do.
    /// </exception>
    /// <example>
    /// <code>
    /// Task("Rotate-Key").Does(() => NebiusRotateStaticKey(
    ///     "statickey-e00abc",
    ///     "eu-west1",
    ///     "e00abc/app",
    ///     "/run/secrets/registry.key",
    ///     new NebiusStaticKeySettings { ReplacesFile = true }));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Static keys")]
    public static RotatedStaticKey NebiusRotateStaticKey(
        this ICakeContext context,
        string keyId,
        string hostOrRegion,
        string repository,
        FilePath file,
        NebiusStaticKeySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        ArgumentException.ThrowIfNullOrEmpty(repository);
        ArgumentNullException.ThrowIfNull(file);
        settings ??= new();
        return ErrorBoundary.Coded(async cancellationToken =>
        {
            var session = new CredentialSession(context, settings.Credentials);
            var request = new StaticKeyRotationRequest
            {
                OldKeyId = keyId,
                Host = await session.HostOfAsync(hostOrRegion, cancellationToken).ConfigureAwait(false),
                Repository = repository,
                Destination = DestinationOf(session, file, settings),
                Name = settings.Name,
                ExpiresAt = ExpiryOf(settings),
            };
            var token = await session.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
            var key = await session.Finder.RotateAsync(token, request, cancellationToken).ConfigureAwait(false);
            context.Log.Printed().Information(
                "Nebius: {0} replaces {1}; the key is in {2}", key.Id, key.OldKeyId, key.Destination);
            return key;
        });
    }

    private static StaticKeyDestination DestinationOf(
        CredentialSession session, FilePath file, NebiusStaticKeySettings settings) => StaticKeyDestination.ToFile(
        file.FullPath,
        new StaticKeyFileOptions { Replaces = settings.ReplacesFile, AllowsWorkspace = settings.AllowsWorkspace },
        session.Settings);

    private static DateTimeOffset? ExpiryOf(NebiusStaticKeySettings settings) =>
        settings.Expires is { } text ? StaticKeyExpiry.Parse(text, TimeProvider.System.GetUtcNow()) : null;
}

/// <summary>How a static key is issued or rotated.</summary>
public sealed class NebiusStaticKeySettings
{
    /// <summary>Gets or sets the new key's name; null for none, or, at a rotation, for the old one's with the day behind it.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Gets or sets when it expires: a day, a time with its offset, or a duration such as <c>P90D</c>; null for six months from now.
    /// </summary>
    public string? Expires { get; set; }

    /// <summary>Gets or sets a value indicating whether a file that is there is replaced.</summary>
    public bool ReplacesFile { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the file may be in the workspace, where it may be committed or published by mistake.
    /// </summary>
    public bool AllowsWorkspace { get; set; }

    /// <summary>Gets or sets where the access token comes from that asks for the key; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }
}
