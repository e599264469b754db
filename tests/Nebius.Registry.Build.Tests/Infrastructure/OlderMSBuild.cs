using System.Reflection;
using System.Runtime.Loader;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>The engine of an earlier MSBuild, from its package, beside the one of the SDK. It has no tasks.</summary>
internal sealed class OlderMSBuild
{
    private static readonly string PackagesFolder = typeof(OlderMSBuild).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "PackagesFolder").Value!;

    private readonly Assembly _engine;

    private OlderMSBuild(Assembly engine) => _engine = engine;

    /// <summary>Copies an MSBuild to a directory, as an installation would have it.</summary>
    public static OlderMSBuild Install(string version, string directory)
    {
        var assemblies =
            from package in Directory.EnumerateDirectories(PackagesFolder, "microsoft.*")
            from library in Directory.Exists(Path.Join(package, version, "lib")) ? Directory.EnumerateDirectories(Path.Join(package, version, "lib"), "net*") : []
            where Path.GetFileName(library) is "netstandard2.0" or "netcoreapp2.1" or "net7.0"
            from assembly in Directory.EnumerateFiles(library, "Microsoft.*.dll")
            select assembly;
        Directory.CreateDirectory(directory);
        foreach (var assembly in assemblies)
        {
            File.Copy(assembly, Path.Join(directory, Path.GetFileName(assembly)), overwrite: true);
        }

        File.WriteAllText(Path.Join(directory, "MSBuild.dll"), string.Empty);
        return new OlderMSBuild(new Installation(directory).LoadFromAssemblyPath(Path.Join(directory, "Microsoft.Build.dll")));
    }

    /// <summary>Loads a project and builds a target.</summary>
    /// <returns>Whether it succeeded, and the text of its log.</returns>
    public (bool Succeeded, string Log) Build(string project, string target, IDictionary<string, string> properties)
    {
        var log = Path.ChangeExtension(project, ".log");
        dynamic collection = Activator.CreateInstance(_engine.GetType("Microsoft.Build.Evaluation.ProjectCollection")!, properties)!;
        dynamic logger = Activator.CreateInstance(_engine.GetType("Microsoft.Build.Logging.FileLogger")!)!;
        logger.Parameters = $"logfile={log};verbosity=detailed";
        collection.RegisterLogger(logger);
        dynamic loaded = collection.LoadProject(project);
        bool succeeded = loaded.Build(target);
        collection.UnregisterAllLoggers();
        return (succeeded, File.ReadAllText(log));
    }

    private sealed class Installation(string directory) : AssemblyLoadContext("MSBuild")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Join(directory, assemblyName.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
