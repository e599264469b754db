using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>A console project that references the packed addin, as build projects do, and makes Cake's context itself.</summary>
public static class BuildProjects
{
    public static void AddBuildProject(this Scene scene, string statements)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write("build/build.csproj", Projects.Project("Microsoft.NET.Sdk", "<OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings>", $"""
            <PackageReference Include="Cake.Nebius" Version="{scene.PackageVersion}" />
            <Reference Include="Cake.Core" HintPath="{CakeTool.Folder}/Cake.Core.dll" />
            <Reference Include="Cake.Common" HintPath="{CakeTool.Folder}/Cake.Common.dll" />
            """));
        scene.Write("build/Program.cs", $$"""
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
            var context = new CakeContext(
                files, environment, globber, log, new CakeArguments(Array.Empty<string>().ToLookup(name => name)), runner, new WindowsRegistry(), tools,
                new CakeDataService(), configuration, DispatchProxy.Create<IToolInstaller, Nothing>(), DispatchProxy.Create<IServiceProvider, Nothing>());

            {{statements}}

            class Nothing : DispatchProxy
            {
                protected override object Invoke(MethodInfo method, object[] arguments) => throw new NotSupportedException(method.Name);
            }
            """);
    }
}
