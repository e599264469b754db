using System.Globalization;
using System.Reflection;

namespace Nebius.Registry.Testing;

/// <summary>
/// The packages as a user gets them: packed once for the whole run under a version that nobody else has, in a feed of their own.
/// They are built beside the checkout, so that nothing in it changes.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static string RepositoryRoot { get; } = typeof(PackedPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{Guid.NewGuid():N}");

    public string Feed => _directory.File("feed");

    /// <summary>Gets the packages folder of the run: the packages are unpacked once, and away from the user's own.</summary>
    public string PackagesFolder => _directory.File("packages");

    public string FileOf(string id) => Path.Join(Feed, $"{id}.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        var packed = await Command.RunAsync(
            "dotnet",
            ["pack", "-c", "Release", "-o", Feed, $"-p:Version={Version}", "--artifacts-path", _directory.File("artifacts"), "-nodeReuse:false"],
            RepositoryRoot,
            new Dictionary<string, string?>());
        packed.Succeeds();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _directory.Dispose();
}
