using System.Text;
using System.Text.RegularExpressions;
using Nebius.Registry.Helm.Packaging;
using Nebius.Registry.OS;

namespace Nebius.Registry.Helm;

/// <summary>Values for <c>helm install -f</c> that install a chart with the image that was pushed.</summary>
public static partial class HelmValues
{
    private const int MaximumBytes = 4096;

    /// <summary>
    /// Returns the values. The tag is followed by the digest, so that templates that join <c>repository:tag</c>, as those of
    /// <c>helm create</c> do, refer to the image by its digest, even after the tag has moved.
    /// </summary>
    /// <param name="repository">The repository of the image with its host, such as <c>cr.eu-north1.nebius.cloud/e00abc/app</c>.</param>
    /// <param name="tag">One of its tags; may be empty.</param>
    /// <param name="digest">Its digest.</param>
    /// <returns>YAML.</returns>
    public static string For(string repository, string tag, string digest)
    {
        ArgumentException.ThrowIfNullOrEmpty(repository);
        ArgumentException.ThrowIfNullOrEmpty(digest);
        return new StringBuilder()
            .Append("image:\n")
            .Append("  repository: ").Append(Quoted(repository)).Append('\n')
            .Append("  tag: ").Append(Quoted($"{(string.IsNullOrEmpty(tag) ? "latest" : tag)}@{digest}")).Append('\n')
            .Append("  digest: ").Append(Quoted(digest)).Append('\n')
            .Append("  reference: ").Append(Quoted($"{repository}@{digest}")).Append('\n')
            .ToString();
    }

    /// <summary>Checks that a file can be written, as far as this can be checked without writing it.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <exception cref="NebiusRegistryException">It can't be.</exception>
    internal static void RequireFile(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var folder = Find(file);
            while ((folder = Path.GetDirectoryName(folder)) is not null && !Directory.Exists(folder))
            {
                if (File.Exists(folder))
                {
                    throw new IOException($"'{folder}' is a file.");
                }
            }
        }
        catch (Exception error) when (IsFault(error))
        {
            throw NotWritten(file, error);
        }
    }

    /// <summary>Writes values to a file, all or nothing. A missing directory is created.</summary>
    /// <param name="file">The file as the user named it. If it exists, it has to be a regular file.</param>
    /// <param name="values">The values, see <see cref="For"/>.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends with the writing.</returns>
    /// <exception cref="NebiusRegistryException">The file can't be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    internal static async Task WriteAsync(string file, string values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(values);
        try
        {
            var path = Find(file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await ReplaceAsync(path, values, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw NotWritten(file, error);
        }
    }

    /// <summary>Deletes a file of values that <see cref="WriteAsync"/> has written. A file with another content stays.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <exception cref="NebiusRegistryException">It can't be deleted.</exception>
    internal static void Drop(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var path = Find(file);
            if (new FileInfo(path) is { Exists: true, Length: <= MaximumBytes } && Written().IsMatch(File.ReadAllText(path)))
            {
                File.Delete(path);
            }
        }
        catch (Exception error) when (IsFault(error))
        {
            throw NotWritten(file, error);
        }
    }

    /// <summary>Returns the file for the values of one region: <c>values.eu-west1.yaml</c> beside <c>values.yaml</c>.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="region">The region, or a host with its port.</param>
    internal static string FileFor(string file, string region)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(region);
        return file[..^Path.GetExtension(file).Length] + $".{region.Replace(':', '-')}{Path.GetExtension(file)}";
    }

    /// <summary>Deletes a file of values, and those of regions beside it, that <see cref="WriteAsync"/> has written.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <exception cref="NebiusRegistryException">One can't be deleted.</exception>
    internal static void DropAll(string file)
    {
        Drop(file);
        var path = Path.GetFullPath(file);
        if (Directory.Exists(Path.GetDirectoryName(path)))
        {
            foreach (var other in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(FileFor(path, "*"))))
            {
                Drop(other);
            }
        }
    }

    [GeneratedRegex(
        """\Aimage:\n  repository: "[^"\n]*"\n  tag: "[^"\n]*"\n  digest: "([^"\n]*)"\n  reference: "[^"\n]*@\1"\n\z""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    private static bool IsFault(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static NebiusRegistryException NotWritten(string file, Exception error) => new(
        MessageCodes.ChartNotWritten,
        $"Can't write the values for helm to '{file}' (NebiusHelmValuesFile): {error.Message} "
        + "Name another file:\n  -p:NebiusHelmValuesFile=nebius-values.yaml");

    // References have no characters that need escapes.
    private static string Quoted(string text) => $"\"{text}\"";

    private static string Find(string file)
    {
        var path = Path.GetFullPath(file);
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new IOException("It is a directory.");
        }

        var target = new FileInfo(path).LinkTarget is null ? path : ChartBounds.OfNamed($"NebiusHelmValuesFile '{file}'", path);
        return FileKind.Of(target) is { IsFile: false } other ? throw RegularFile.NotRegular(target, other) : target;
    }

    // Renamed into place, so that a link that was put there meanwhile is replaced instead of followed.
    private static async Task ReplaceAsync(string path, string text, CancellationToken cancellationToken)
    {
        var unfinished = Path.Join(Path.GetDirectoryName(path), Path.GetRandomFileName());
        try
        {
            var stream = new FileStream(unfinished, FileMode.CreateNew);
            await using (stream.ConfigureAwait(false))
            {
                var writer = new StreamWriter(stream);
                await using (writer.ConfigureAwait(false))
                {
                    await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
                }
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }
}
