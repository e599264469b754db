using Cake.Core;
using Nebius.Registry;

namespace Cake.Nebius.Publishing;

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
            string[] places = [Path.Join(here, "..", "..", "msbuild", "build", FileName), Path.Join(here, "Cake.Nebius", "build", FileName)];
            return places.Select(Path.GetFullPath).FirstOrDefault(System.IO.File.Exists) ?? throw ErrorBoundary.Exception(
                MessageCodes.Unexpected,
                $"{FileName}, a part of the package Cake.Nebius, is neither {string.Join(" nor ", places.Select(Path.GetFullPath))}. Install the package again.");
        }
    }
}
