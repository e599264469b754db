namespace Nebius.Registry;

/// <summary>The repository that an image is pushed to: <c>&lt;short registry id&gt;/&lt;path&gt;</c>.</summary>
internal sealed record RepositoryPath
{
    /// <summary>Gets the repository without its host, such as <c>e00abc/team/app</c>.</summary>
    public required string Value { get; init; }

    /// <summary>Gets a value indicating whether the first segment is a registry id, as far as that can be told.</summary>
    public required bool BeginsWithId { get; init; }

    /// <summary>Returns the repository of an image, as <see cref="Resolve"/>, and checks its name by the rules of the SDK.</summary>
    /// <param name="host">The registry's host; only named in errors.</param>
    /// <param name="repository">ContainerRepository, or the assembly's name where that isn't set.</param>
    /// <param name="registryId">The registry's id in either form, or null when none was given.</param>
    /// <param name="isAssemblyName">Whether it is the assembly's name.</param>
    /// <returns>The path.</returns>
    /// <exception cref="NebiusRegistryException">
    /// The repository isn't valid, is a registry id alone, holds a host, or another registry's id.
    /// </exception>
    public static RepositoryPath ForImage(RegistryHost host, string repository, string? registryId, bool isAssemblyName)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host.Region is not null)
        {
            RequireName(repository, registryId, isAssemblyName);
        }
        else
        {
            RefuseHost(host, repository, isAssemblyName);
        }

        return Resolve(host, ImageName.Repository(repository, isAssemblyName), registryId);
    }

    /// <summary>Checks that the path of an image in a Nebius registry has a name after the registry's id, and no host.</summary>
    /// <param name="repository">ContainerRepository, or the assembly's name where that isn't set.</param>
    /// <param name="registryId">The registry's id in either form, or null when none was given.</param>
    /// <param name="isAssemblyName">Whether it is the assembly's name, which may look like a registry's id.</param>
    /// <param name="hasTags">Whether tags are set in their own property, too.</param>
    /// <exception cref="NebiusRegistryException">It has none, or a host or a tag.</exception>
    public static void RequireName(string repository, string? registryId, bool isAssemblyName, bool hasTags = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(repository);
        ImageName.RefuseAtSign(repository, isAssemblyName);
        var id = string.IsNullOrWhiteSpace(registryId) ? null : RegistryId.Shorten(registryId);
        RefuseNebiusHost(repository, id);
        if (!isAssemblyName && ImageName.WithoutTag(repository) is { Tag: not null } tagged)
        {
            var name = IsIdAlone(tagged.Path, id) ? tagged.Path.Trim('/') + "/my-app" : tagged.Path;
            throw ImageName.TagInRepository(repository, name, hasTags);
        }

        if (!isAssemblyName && IsIdAlone(repository, id))
        {
            var alone = RegistryId.WithoutPrefix(repository.Trim('/'));
            throw new NebiusRegistryException(
                MessageCodes.InvalidImageName,
                $"ContainerRepository is '{Redactor.Value(repository)}', a registry ID alone. Add a name after it:\n"
                + $"  -p:ContainerRepository={Redactor.Value(alone)}/my-app");
        }
    }

    /// <summary>Checks that the path of an image in another trusted registry doesn't begin with the registry's host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="repository">ContainerRepository, or the assembly's name where that isn't set.</param>
    /// <param name="isAssemblyName">Whether it is the assembly's name, which may have an '@'.</param>
    /// <exception cref="NebiusRegistryException">It does.</exception>
    public static void RefuseHost(RegistryHost host, string repository, bool isAssemblyName)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(repository);
        ImageName.RefuseAtSign(repository, isAssemblyName);
        if (repository.Split('/', 2) is [var first, var path] && first == host.Name)
        {
            throw HostMisplaced(first, path, registryId: null);
        }
    }

    /// <summary>Puts the registry's id in front of a repository, where it is not there yet.</summary>
    /// <param name="host">The registry's host; only named in errors.</param>
    /// <param name="repository">The repository as the SDK computed it, or the assembly's name.</param>
    /// <param name="registryId">The registry's id in either form, or null when none was given.</param>
    /// <returns>The path.</returns>
    /// <exception cref="NebiusRegistryException">The repository holds a host, or another registry's id.</exception>
    public static RepositoryPath Resolve(RegistryHost host, string repository, string? registryId)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(repository);
        var id = string.IsNullOrWhiteSpace(registryId) ? null : RegistryId.Shorten(registryId);
        var segments = repository.Split('/');
        var first = segments[0];
        if (first == host.Name || first.EndsWith(".nebius.cloud", StringComparison.Ordinal))
        {
            throw HostMisplaced(first, string.Join('/', segments[1..]), id);
        }

        var startsWithId = segments.Length > 1 && RegistryId.IsLikely(first);
        if (id is null)
        {
            var known = startsWithId ? RegistryId.WithoutPrefix(repository) : repository;
            return new RepositoryPath { Value = known, BeginsWithId = startsWithId };
        }

        if (segments.Length > 1 && RegistryId.WithoutPrefix(first) == id)
        {
            return new RepositoryPath { Value = RegistryId.WithoutPrefix(repository), BeginsWithId = true };
        }

        return startsWithId
            ? throw new NebiusRegistryException(
                MessageCodes.RegistryIdDisagrees,
                $"NebiusRegistryId is '{id}', but ContainerRepository '{Redactor.Value(repository)}' begins with the registry ID "
                + $"'{Redactor.Value(RegistryId.WithoutPrefix(first))}'. For '{id}':\n"
                + $"  {CommandsToType.SetRepository(Redactor.Value(string.Join('/', segments[1..])))}\nFor the other registry:\n"
                + $"  {CommandsToType.SetRegistryId(Redactor.Value(RegistryId.WithoutPrefix(first)))}")
            : new RepositoryPath { Value = $"{id}/{repository}", BeginsWithId = true };
    }

    /// <summary>Makes the error for a host and a path in each other's property, with both corrected.</summary>
    /// <param name="host">The host that was found.</param>
    /// <param name="repository">The path that was found behind it; may be empty.</param>
    /// <param name="registryId">The registry's id, when it was given on its own.</param>
    /// <returns>The error.</returns>
    public static NebiusRegistryException HostMisplaced(string host, string repository, string? registryId)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var (path, tag) = ImageName.WithoutTag(RegistryId.WithoutPrefix(repository.Trim('/')));

        // The ID in the path is of the same registry as the host in front of it.
        if (path.Split('/', 2) is [var first, .. var name] && RegistryId.IsLikely(first)
            && (registryId is null || (registryId != first && name.Length > 0)))
        {
            (registryId, path) = (first, path[first.Length..].TrimStart('/'));
        }

        var corrected = path.Length == 0 ? string.Empty : $" {CommandsToType.SetRepository(Redactor.Value(path))}";
        var id = registryId is null || path.StartsWith(registryId + "/", StringComparison.Ordinal)
            ? string.Empty
            : $" {CommandsToType.SetRegistryId(Redactor.Value(registryId))}";
        var tagged = tag is null ? string.Empty : $" {ImageName.SetTag(repository, tag)}";
        return new NebiusRegistryException(
            MessageCodes.HostInRepository,
            $"{CommandsToType.RegistryProperty} has to be the host alone, and ContainerRepository the path alone, without scheme:\n"
            + $"  {CommandsToType.SetRegistry(Redactor.Value(host))}{corrected}{id}{tagged}");
    }

    // A scheme and a port may be around the host.
    private static void RefuseNebiusHost(string repository, string? id)
    {
        if (repository.Split("://", 2)[^1].Split('/', 2) is [var first, .. var path]
            && first.Split(':')[0] is var host && host.EndsWith(".nebius.cloud", StringComparison.OrdinalIgnoreCase))
        {
            throw HostMisplaced(host.ToLowerInvariant(), string.Join('/', path), id);
        }
    }

    private static bool IsIdAlone(string repository, string? id)
    {
        var alone = RegistryId.WithoutPrefix(repository.Trim('/'));
        return alone == id || (id is null && !alone.Contains('/', StringComparison.Ordinal) && RegistryId.IsLikely(alone));
    }
}
