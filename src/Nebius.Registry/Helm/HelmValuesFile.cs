using Nebius.Registry.OS;

namespace Nebius.Registry.Helm;

/// <summary>The file that gets the values of <see cref="HelmValues"/>.</summary>
internal static class HelmValuesFile
{
    /// <summary>Writes the file, all or nothing of it.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="text">What is in it afterwards.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="NebiusRegistryException">It cannot be written, is no regular file, or a link that leads too far.</exception>
    public static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        try
        {
            await ReplaceAsync(Find(file), text, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChartNotWritten,
                $"The values for helm can't be written to '{file}' (NebiusHelmValuesFile): {error.Message} "
                + "Name another file: -p:NebiusHelmValuesFile=nebius-values.yaml");
        }
    }

    private static string Find(string file)
    {
        var path = Path.GetFullPath(file);
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new IOException("It is a directory.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var target = new FileInfo(path).LinkTarget is null ? path : ChartBounds.OfNamed($"NebiusHelmValuesFile '{file}'", path);
        return FileKind.Of(target) is { IsFile: false } other ? throw RegularFile.NotRegular(target, other) : target;
    }

    // In its place at once, and never through what was put there meanwhile.
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
