using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>A console project that is built once for the cases of a class. Each publishes it again, in a separate process.</summary>
public class BuiltApp(PackedPackages packages) : IAsyncLifetime
{
    public const string Repository = PreparedApp.Name;

    private (string File, BuildLog Log)? _lastLog;

    public Scene Scene { get; private set; } = null!;

    public EmulatorWorld World => Scene.World;

    /// <summary>Gets what the last publish wrote into its binary log.</summary>
    public BuildLog LastLog
    {
        get
        {
            if (_lastLog?.File != Scene.LastBinaryLog)
            {
                _lastLog = (Scene.LastBinaryLog, BuildLog.Read(Scene.LastBinaryLog));
            }

            return _lastLog.Value.Log;
        }
    }

    /// <summary>Gets a value indicating whether the scene's builds run in an MSBuild server.</summary>
    protected virtual bool HasServer => false;

    public async ValueTask InitializeAsync()
    {
        Scene = await Scene.StartAsync(packages, hasServer: HasServer);
        Scene.AddBuiltApp();
    }

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Publishes to registry-e00abc in eu-west1, unless the properties say otherwise.</summary>
    public async Task<CommandResult> PublishAsync(IReadOnlyDictionary<string, string?> environment, params string[] properties)
    {
        World.Requests.Clear();

        // Otherwise this case could use the token of another one.
        TokenCacheFiles.Forget(Scene);

        // The logs were searched for secrets after the run that wrote them.
        Directory.Delete(Scene.Logs, recursive: true);
        Directory.CreateDirectory(Scene.Logs);
        string[] defaults = [$"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=registry-e00abc"];
        string[] missing = [.. defaults.Where(given => !properties.Any(typed => NameOf(typed) == NameOf(given)))];
        return await Scene.DotNetAsync(["publish", Repository, "-c", "Release", "--no-build", "-t:PublishContainer", .. missing, .. properties], environment);
    }

    private static string NameOf(string property) => property.Split('=')[0];
}
