namespace Nebius.Registry.Emulator;

/// <summary>A base image without a file in it.</summary>
internal static class EmptyBaseImage
{
    public static BaseImage Create() => new(
        new Dictionary<string, ImageLayer> { ["amd64"] = ImageLayer.Empty(), ["arm64"] = ImageLayer.Empty() },
        Environment);

    /// <summary>What Microsoft's images set and the SDK reads: APP_UID becomes the image's user.</summary>
    public static IReadOnlyList<string> Environment =>
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "APP_UID=1654",
        "ASPNETCORE_HTTP_PORTS=8080",
        "DOTNET_RUNNING_IN_CONTAINER=true",
    ];
}
