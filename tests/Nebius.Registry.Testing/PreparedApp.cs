namespace Nebius.Registry.Testing;

/// <summary>
/// A console project that references the package, restored and compiled as by a user. A scene copies it instead of building its own, and
/// the projects that a scene does build take this one's assembly instead of starting the compiler: compiling takes most of a build's time,
/// and doesn't involve the package.
/// </summary>
public sealed class PreparedApp(string directory)
{
    public const string Name = "app";

    // The same for two architectures, as Projects.TwoArchitectures has it.
    private const string OfTwoArchitectures = "two";

    /// <summary>The property for a file that is imported after the targets of C#; MSBuild also reads it from the environment.</summary>
    public const string CompilerProperty = "CustomAfterMicrosoftCSharpTargets";

    /// <summary>Gets the file for that property, which replaces the compiler.</summary>
    public string InsteadOfTheCompiler => Path.Join(directory, "InsteadOfTheCompiler.targets");

    /// <summary>Puts the project, as built for release, into a workspace, perhaps under another name.</summary>
    public void CopyTo(string workspace, string name = Name, bool twoArchitectures = false) =>
        Copy(directory, twoArchitectures ? OfTwoArchitectures : Name, workspace, name);

    internal async Task MakeAsync(PackedPackages packages)
    {
        // Outside the checkout, so that its settings don't apply.
        using var temporary = new TemporaryDirectory();
        temporary.Write("nuget.config", packages.NuGetConfig);
        temporary.Write($"{Name}/{Name}.csproj", Projects.Console(string.Empty, packages.Reference));
        temporary.Write($"{Name}/Program.cs", Projects.HelloWorld);
        temporary.Write($"{OfTwoArchitectures}/{OfTwoArchitectures}.csproj", Projects.Console($"<AssemblyName>{Name}</AssemblyName>{Projects.TwoArchitectures}", packages.Reference));
        temporary.Write($"{OfTwoArchitectures}/Program.cs", Projects.HelloWorld);
        temporary.Write("both.proj", $"""
            <Project DefaultTargets="Build">
              <ItemGroup>
                <All Include="{Name}/{Name}.csproj;{OfTwoArchitectures}/{OfTwoArchitectures}.csproj" />
                <Inner Include="{OfTwoArchitectures}/{OfTwoArchitectures}.csproj" AdditionalProperties="RuntimeIdentifier=linux-x64" />
                <Inner Include="{OfTwoArchitectures}/{OfTwoArchitectures}.csproj" AdditionalProperties="RuntimeIdentifier=linux-arm64" />
              </ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(All)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(All);@(Inner)" Targets="Build" /></Target>
            </Project>
            """);
        var environment = new Dictionary<string, string?>(packages.Environment) { ["DOTNET_CLI_HOME"] = temporary.FullPath };
        (await Command.RunAsync("dotnet", ["build", "both.proj", "-c", "Release", "-nodeReuse:false"], temporary.FullPath, environment)).Succeeds();
        Copy(temporary.FullPath, Name, directory, Name);
        Copy(temporary.FullPath, OfTwoArchitectures, directory, OfTwoArchitectures);
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

    private static void Copy(string from, string oldName, string to, string newName)
    {
        var (source, target) = (Path.Join(from, oldName), Path.Join(to, newName));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            // Renames the files of the project. Those of the assembly begin with its name, too, and keep it.
            var relative = Path.GetRelativePath(source, file).Replace($"{oldName}.csproj", $"{newName}.csproj", StringComparison.Ordinal);
            var copy = Path.Join(target, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetExtension(file) is ".json" or ".txt")
            {
                // These files contain the path of the project's folder.
                File.WriteAllText(copy, File.ReadAllText(file)
                    .Replace(Path.Join(source, $"{oldName}.csproj"), Path.Join(target, $"{newName}.csproj"), StringComparison.Ordinal)
                    .Replace(source + Path.DirectorySeparatorChar, target + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                    .Replace(from, to, StringComparison.Ordinal));
            }
            else
            {
                File.Copy(file, copy);
            }
        }
    }
}
