using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Core.IO;
using Nebius.Registry;
using Path = System.IO.Path;

namespace Cake.Nebius.Publishing;

/// <summary>
/// Starts Cake's <c>dotnet publish</c> with what a push to Nebius needs. It is put here, at the last step, so that neither the script's
/// settings nor its environment ever hold any of it.
/// </summary>
/// <param name="context">The context.</param>
/// <param name="build">What the build gets.</param>
internal sealed partial class ChildBuildRunner(ICakeContext context, ChildBuild build) : IProcessRunner
{
    // A list of files that the .NET SDK imports at the end of each project: Microsoft.NET.Sdk.targets. Projects add to it.
    private const string Imports = "AfterMicrosoftNETSdkTargets";

    /// <inheritdoc/>
    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        foreach (var (name, value) in build.Properties.Where(property => property.Value.Length > 0))
        {
            settings.Arguments.AppendSwitchQuoted($"-p:{name}", "=", Escape(value));
        }

        settings.Arguments.Append("-t:PublishContainer");
        settings.Arguments.AppendSwitchQuoted("-flp9:ErrorsOnly;Verbosity=quiet;Encoding=UTF-8;LogFile", "=", build.ErrorsFile);

        // A new dictionary: the one that is there is the script's own.
        var environment = new Dictionary<string, string>(
            settings.EnvironmentVariables ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var already = environment.GetValueOrDefault(Imports) ?? context.Environment.GetEnvironmentVariable(Imports);
        environment[Imports] = string.IsNullOrEmpty(already) ? ChildTargets.File : $"{already};{ChildTargets.File}";
        foreach (var name in build.Replaced)
        {
            environment[name] = string.Empty;
        }

        if (build.SecretsFile is { } file)
        {
            environment[EnvironmentVariables.BuildSecretsFile] = file;
        }

        foreach (var (name, value) in build.Paths)
        {
            environment.TryAdd(name, value);
        }

        settings.EnvironmentVariables = environment;
        return context.ProcessRunner.Start(filePath, settings);
    }

    // https://learn.microsoft.com/visualstudio/msbuild/msbuild-special-characters; and quotes, which MSBuild takes out of a switch.
    private static string Escape(string value) => Special().Replace(value, match => $"%{(int)match.ValueSpan[0]:X2}");

    [GeneratedRegex("""[%$@;,?*'"\\]""", RegexOptions.CultureInvariant)]
    private static partial Regex Special();
}

/// <summary>What a build that the addin starts gets beside what the script set.</summary>
internal sealed record ChildBuild
{
    /// <summary>Gets the properties; an empty one is not set. None is secret: MSBuild logs them.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>Gets the file with the secrets that the call was given; null without any.</summary>
    public required string? SecretsFile { get; init; }

    /// <summary>Gets variables of the environment that the secrets take the place of.</summary>
    public required IReadOnlyCollection<string> Replaced { get; init; }

    /// <summary>Gets variables that name files, with absolute paths, whatever directory the build starts in.</summary>
    public required IReadOnlyDictionary<string, string> Paths { get; init; }

    /// <summary>Gets the file that gets the build's errors.</summary>
    public required string ErrorsFile { get; init; }
}

/// <summary>The targets of Nebius.Registry.Build that this package brings along.</summary>
internal static class ChildTargets
{
    private const string FileName = "Cake.Nebius.Child.targets";

    /// <summary>Gets the file that a build imports.</summary>
    /// <exception cref="CakeException">It is not where the package has it.</exception>
    public static string File
    {
        get
        {
            // An addin lies in <package>/lib/<framework>; Frosting and Cake.Sdk run from their own output, see build/Cake.Nebius.targets.
            var here = Path.GetDirectoryName(typeof(ChildTargets).Assembly.Location) ?? AppContext.BaseDirectory;
            string[] places =
            [
                Path.Join(here, "..", "..", "msbuild", "build", FileName),
                Path.Join(here, "Cake.Nebius", "build", FileName),
            ];
            return places.Select(Path.GetFullPath).FirstOrDefault(System.IO.File.Exists) ?? throw ErrorBoundary.Exception(
                MessageCodes.Unexpected,
                $"{FileName}, a part of the package Cake.Nebius, doesn't exist at {string.Join(" or ", places.Select(Path.GetFullPath))}. "
                + "Install the package again.");
        }
    }
}
