using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>The base images, each kind made when it is first asked for.</summary>
internal sealed partial class BaseImageCatalog(EmulatorOptions options) : IDisposable
{
    private static readonly string[] Repositories = ["dotnet/runtime", "dotnet/aspnet", "dotnet/runtime-deps"];
    private readonly SemaphoreSlim _building = new(1);
    private readonly Dictionary<BaseImageKind, BaseImage> _images = [];

    /// <summary>What mcr.microsoft.com serves.</summary>
    public ContentStore Content { get; } = new();

    /// <summary>Makes the tag that a request asks for, when it is one of .NET 10.</summary>
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
                    ? EmptyBaseImage.Create()
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

public enum BaseImageKind
{
    /// <summary>One empty layer and a config: 1 KB, for every test that does not run the image.</summary>
    Empty = 0,

    /// <summary>This machine's own .NET runtime and C library: 43 MB, made on Linux only, runs on this machine's architecture.</summary>
    Runnable = 1,
}
