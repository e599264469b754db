using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>Programs that reference the packed addin, as build projects do, and create Cake's context themselves.</summary>
public static class BuildProjects
{
    private static readonly string CakeReferences = $"""
        <Reference Include="Cake.Core" HintPath="{CakeTool.Folder}/Cake.Core.dll" />
        <Reference Include="Cake.Common" HintPath="{CakeTool.Folder}/Cake.Common.dll" />
        """;

    /// <summary>Adds a console project.</summary>
    public static void AddBuildProject(this Scene scene, string statements)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write("build/build.csproj", Projects.Project("Microsoft.NET.Sdk", "<OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings>", $"""
            <PackageReference Include="Cake.Nebius" Version="{scene.PackageVersion}" />
            {CakeReferences}
            """));
        scene.Write("build/Program.cs", Program(statements));
    }

    /// <summary>Adds a file-based program. A file beside it references the assemblies that Cake.Sdk brings as packages.</summary>
    public static void AddBuildFile(this Scene scene, string statements)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write("file/Directory.Build.props", $"<Project><ItemGroup>{CakeReferences}</ItemGroup></Project>");
        scene.Write("file/build.cs", $"""
            #:package Cake.Nebius@{scene.PackageVersion}
            #:property PublishAot=false
            #:property Nullable=disable
            {Program(statements)}
            """);
    }

    // A Frosting build project has its own context, whose base class FrostingContext derives from CakeContextAdapter.
    private static string Program(string statements) => $$"""
            using System.Reflection;
            using Cake.Core;
            using Cake.Core.Configuration;
            using Cake.Core.Diagnostics;
            using Cake.Core.IO;
            using Cake.Core.Tooling;
            using Cake.Nebius;

            var files = new FileSystem();
            var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
            var globber = new Globber(files, environment);
            var configuration = new CakeConfiguration(new Dictionary<string, string>());
            var log = new NullLog();
            var tools = new ToolLocator(environment, new ToolRepository(environment), new ToolResolutionStrategy(files, environment, globber, configuration, log));
            var runner = new ProcessRunner(files, environment, log, tools, configuration);
            var context = new BuildContext(new CakeContext(
                files, environment, globber, log, new CakeArguments(Array.Empty<string>().ToLookup(name => name)), runner, new WindowsRegistry(), tools,
                new CakeDataService(), configuration, DispatchProxy.Create<IToolInstaller, Nothing>(), DispatchProxy.Create<IServiceProvider, Nothing>()));

            {{statements}}

            class BuildContext(ICakeContext context) : CakeContextAdapter(context);

            class Nothing : DispatchProxy
            {
                protected override object Invoke(MethodInfo method, object[] arguments) => throw new NotSupportedException(method.Name);
            }
            """;
}
