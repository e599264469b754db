using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Nebius.Registry.Copying;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Warns where two projects push the same tag at the same time, so that one of the images is lost.</summary>
public sealed class ClaimNebiusTags : CredentialTask
{
    /// <summary>Gets or sets ContainerRepository.</summary>
    [Required]
    public string Repository { get; set; } = string.Empty;

    /// <summary>Gets or sets the image's tags, joined by ';'.</summary>
    public string? Tags { get; set; }

    /// <summary>Gets or sets the project's full path.</summary>
    [Required]
    public string Project { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusCopyTo.</summary>
    public string? CopyTo { get; set; }

    /// <inheritdoc />
    [SuppressMessage("Reliability", "CA2000", Justification = "The engine disposes of the claims at the end of the build.")]
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (FindOutput() is not { } host || BuildEngine is not IBuildEngine4 engine)
        {
            return Task.CompletedTask;
        }

        var claims = TagClaims.Of(engine, CreateSettings());
        var tags = (Tags ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries);
        var repositories = RepositoriesOfCopies(host).Prepend($"{host}/{Repository}");
        foreach (var image in repositories.SelectMany(_ => tags, (repository, tag) => $"{repository}:{tag}"))
        {
            if (claims.Claim(image, Project) is { } other)
            {
                LogWarning(MessageCodes.TagPushedTwice, Explain(image, other));
            }
        }

        return Task.CompletedTask;
    }

    // Where a registry ID is alone, its host isn't known yet.
    private IEnumerable<string> RepositoriesOfCopies(RegistryHost host) => string.IsNullOrWhiteSpace(CopyTo)
        ? []
        : CopyDestination.ParseAll(CopyTo, CreateSettings())
            .Where(entry => entry.Host is not null)
            .Select(entry => $"{entry.Host}/{entry.RepositoryFor(Repository, host)}");

    private string Explain(string image, string other) => other == Project
        ? $"{Project} pushes {image} twice, with different properties; the last push wins. Give each its own tag:\n"
            + "  -p:ContainerImageTag=..."
        : $"Two projects push {image} at the same time; the last push wins: {other} and {Project}. "
            + "Set ContainerRepository in each project, or push one of them:\n"
            + $"  dotnet publish {Path.GetFileName(Project)} -t:PublishContainer";
}

/// <summary>
/// The tags that this process pushes in this build, and beside them those of other processes: MSBuild's nodes share nothing but files.
/// The engine deletes them at the end of the build.
/// </summary>
internal sealed class TagClaims : IDisposable
{
    private readonly ConcurrentDictionary<string, string> _own = new(StringComparer.Ordinal);
    private readonly Lazy<PrivateDirectory> _directory;

    private TagClaims(NebiusSettings settings) => _directory = new(() => new PrivateDirectory(settings));

    /// <summary>Returns the claims of this process.</summary>
    public static TagClaims Of(IBuildEngine4 engine, NebiusSettings settings)
    {
        if (engine.GetRegisteredTaskObject(typeof(TagClaims), RegisteredTaskObjectLifetime.Build) is TagClaims found)
        {
            return found;
        }

        var claims = new TagClaims(settings);
        engine.RegisterTaskObject(typeof(TagClaims), claims, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return claims;
    }

    /// <summary>Notes that a project pushes an image.</summary>
    /// <param name="image">The image with its tag.</param>
    /// <param name="project">The project.</param>
    /// <returns>The project that pushes the same; null when there is none.</returns>
    public string? Claim(string image, string project)
    {
        if (!_own.TryAdd(image, project))
        {
            return _own[image];
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)));
        try
        {
            // Complete from the start for those that read it.
            var directory = _directory.Value;
            File.WriteAllText(directory.In("new"), project);
            File.Move(directory.In("new"), directory.In(name));
            return directory.Others().Select(other => Path.Join(other, name)).Where(File.Exists).Select(File.ReadAllText).FirstOrDefault();
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or NebiusRegistryException or PrivateFileException)
        {
            // Another process has just ended, or nothing can be written, which doesn't concern a push that needs no file.
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_directory.IsValueCreated)
        {
            _directory.Value.Dispose();
        }
    }
}
