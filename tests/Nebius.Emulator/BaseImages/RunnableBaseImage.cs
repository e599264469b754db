namespace Nebius.Emulator;

internal static class RunnableBaseImage
{
    public static Task<BaseImage> CreateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
