using Nebius.Registry.Copying;

namespace Nebius.Registry.Tool;

/// <summary>Reads the source and the targets of <c>copy</c>.</summary>
internal static class CopyArgument
{
    /// <summary>Reads all arguments.</summary>
    /// <param name="source">The image.</param>
    /// <param name="targets">Where it is copied to.</param>
    /// <param name="tags">The tags of the copies; those of the source when empty.</param>
    /// <param name="settings">What the user set.</param>
    /// <param name="cancellationToken">Ends the calls of the API that find the region of a registry ID.</param>
    /// <exception cref="UsageException">One isn't valid, is there twice, or is the source.</exception>
    /// <exception cref="NebiusRegistryException">The API doesn't know a registry, or can't be asked.</exception>
    public static async Task<(ImageCopySource Source, IReadOnlyList<ImageCopyTarget> Targets)> ReadAsync(
        string source, string[] targets, string[] tags, NebiusSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await new CopyReferences((text, end) => RegistryArgument.ReadAsync(text, settings, end))
                .ReadAsync(source, targets, tags, cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error)
            when (error.Code is MessageCodes.InvalidCopyReference or MessageCodes.CopyDestinationTwice)
        {
            throw new UsageException($"{error.Code}: {error.Message}");
        }
    }
}
