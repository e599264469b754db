using System.Text.RegularExpressions;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Support;

/// <summary>The C# of the docs. It is compiled in Nebius.Registry.Examples, which sees no internals, and run as a program.</summary>
internal static partial class DocsExample
{
    private static readonly string Program = Path.Join(AppContext.BaseDirectory, "Nebius.Registry.Examples.dll");

    /// <summary>Runs an example in an emulated world, with a credential in the environment.</summary>
    public static Task<CommandResult> RunAsync(EmulatorWorld world, string home, (string Name, string Value) credential, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(world.ChildEnvironment)
        {
            ["HOME"] = home,
            [credential.Name] = credential.Value,
        };
        return Command.RunAsync("dotnet", [Program, .. arguments], home, environment);
    }

    /// <summary>Reads what the examples have for a page, without the indentation.</summary>
    public static async Task<IReadOnlyList<string>> OfPageAsync(string page)
    {
        var code = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Join(Root(), "tests", "Nebius.Registry.Examples"), "*.cs"))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            code.AddRange(Marked().Matches(text).Where(match => match.Groups["page"].Value == page).Select(match => WithoutIndentation(match.Groups["code"].Value)));
        }

        return code;
    }

    /// <summary>Reads a page of the docs.</summary>
    public static Task<string> ReadPageAsync(string page) =>
        File.ReadAllTextAsync(Path.Join(Root(), "docs", page), TestContext.Current.CancellationToken);

    private static string WithoutIndentation(string code)
    {
        var indentation = code[..(code.Length - code.TrimStart(' ').Length)];
        return Regex.Replace(code, $"(?m)^{indentation}", string.Empty);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Nebius.Registry.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run in the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"\n *// <(?<page>[a-z-]+\.md)>\n(?<code>.*?)\n *// </\k<page>>", RegexOptions.Singleline)]
    private static partial Regex Marked();
}
