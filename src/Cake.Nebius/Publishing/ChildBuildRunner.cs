using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Core.IO;
using Nebius.Registry;

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
        var environment = new Dictionary<string, string>(settings.EnvironmentVariables ?? new Dictionary<string, string>(), StringComparer.Ordinal);
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
