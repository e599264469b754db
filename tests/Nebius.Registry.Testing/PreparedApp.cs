namespace Nebius.Registry.Testing;

/// <summary>
/// A console project that references our package, restored and compiled as its user would. A scene takes a copy of it instead of
/// building one of its own, and the projects that a scene does build take this one's assembly where they would start the compiler:
/// most of a build's time goes there, and nothing of ours has to do with it.
/// </summary>
public sealed class PreparedApp(string directory)
{
    public const string Name = "app";

    /// <summary>A file that is imported after C#'s own targets; MSBuild takes it from the environment, too.</summary>
    public const string CompilerProperty = "CustomAfterMicrosoftCSharpTargets";

    /// <summary>Gets what takes the compiler's place, for that property.</summary>
    public string InsteadOfTheCompiler => Path.Join(directory, "InsteadOfTheCompiler.targets");

    /// <summary>Puts the project, as built for release, into a workspace.</summary>
    public void CopyTo(string workspace) => Copy(directory, workspace);

    internal async Task MakeAsync(PackedPackages packages)
    {
        // Outside the checkout, whose settings are not for it.
        using var temporary = new TemporaryDirectory();
        temporary.Write("nuget.config", packages.NuGetConfig);
        temporary.Write($"{Name}/{Name}.csproj", Projects.Console(string.Empty, packages.Reference));
        temporary.Write($"{Name}/Program.cs", Projects.HelloWorld);
        var environment = new Dictionary<string, string?>(packages.Environment) { ["DOTNET_CLI_HOME"] = temporary.FullPath };
        (await Command.RunAsync("dotnet", ["build", Name, "-c", "Release", "-nodeReuse:false"], temporary.FullPath, environment)).Succeeds();
        Copy(temporary.FullPath, directory);
        await File.WriteAllTextAsync(InsteadOfTheCompiler, $"""
            <Project>
              <Target Name="CoreCompile">
                <ItemGroup>
                  <_Made Include="@(IntermediateAssembly);@(IntermediateRefAssembly);@(_DebugSymbolsIntermediatePath)" />
                </ItemGroup>
                <Copy SourceFiles="{directory}/{Name}/bin/Release/net10.0/{Name}%(_Made.Extension)" DestinationFiles="%(_Made.FullPath)" />
              </Target>
            </Project>
            """);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Join(from, Name), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetExtension(file) is ".json" or ".txt")
            {
                // They name the project's own folder.
                File.WriteAllText(copy, File.ReadAllText(file).Replace(from, to, StringComparison.Ordinal));
            }
            else
            {
                File.Copy(file, copy);
            }
        }
    }
}
