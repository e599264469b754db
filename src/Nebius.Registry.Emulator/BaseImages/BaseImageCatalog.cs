using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>The .NET base images. Each kind is created on first use.</summary>
internal sealed partial class BaseImageCatalog(EmulatorOptions options) : IDisposable
{
    private static readonly string[] Repositories = ["dotnet/runtime", "dotnet/aspnet", "dotnet/runtime-deps"];
    private readonly SemaphoreSlim _building = new(1);
    private readonly Dictionary<BaseImageKind, BaseImage> _images = [];

    /// <summary>The content of mcr.microsoft.com.</summary>
    public ContentStore Content { get; } = new();

    /// <summary>Creates the tag that is requested, if it is one of .NET 10.</summary>
    public async Task EnsureAsync(RegistryRoute route, CancellationToken cancellationToken)
    {
        if (route.Endpoint == EmulatorEndpoint.ManifestRead
            && Repositories.Contains(route.Name)
            && SupportedTag().IsMatch(route.Reference)
            && Content.FindManifest(route.Name, route.Reference) is null)
        {
            await SeedAsync(Content, route.Name, route.Reference, options.BaseImages, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<StoredManifest> SeedAsync(
        ContentStore store, string repository, string tag, BaseImageKind kind, CancellationToken cancellationToken)
    {
        var image = await GetAsync(kind, cancellationToken).ConfigureAwait(false);
        image.PutInto(store, repository, tag);
        return image.Index;
    }

    public void Dispose() => _building.Dispose();

    private async Task<BaseImage> GetAsync(BaseImageKind kind, CancellationToken cancellationToken)
    {
        await _building.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_images.TryGetValue(kind, out var image))
            {
                image = kind == BaseImageKind.Empty
                    ? BaseImage.CreateEmpty()
                    : await RunnableBaseImage.CreateAsync(cancellationToken).ConfigureAwait(false);
                _images[kind] = image;
            }

            return image;
        }
        finally
        {
            _building.Release();
        }
    }

    [GeneratedRegex(@"^10\.0([.-].*)?$")]
    private static partial Regex SupportedTag();
}

/// <summary>The kinds of .NET base images.</summary>
public enum BaseImageKind
{
    /// <summary>An empty layer and a config (1 KB), for tests that do not run the image.</summary>
    Empty = 0,

    /// <summary>The .NET runtime and C library of this machine (43 MB). Linux only; runs on the architecture of this machine.</summary>
    Runnable = 1,
}
