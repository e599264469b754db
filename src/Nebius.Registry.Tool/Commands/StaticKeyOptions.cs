using System.CommandLine;
using System.Text.Json;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>Where a new key's token goes: a file, the standard output, or an output on GitHub Actions.</summary>
internal static class KeyDestination
{
    private static readonly Option<string?> File = new("--file")
    {
        Description = "Write the token to this file, for you alone (0600).",
        HelpName = "path",
    };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the key's ID, name and expiry as JSON." };
    private static readonly Option<bool> Stdout = new("--stdout")
    {
        Description = "Print the token. Pipe it into a program; a log would keep it.",
    };
    private static readonly Option<string?> GitHubOutput = new("--github-output")
    {
        Description = "Make the token an output of this GitHub Actions step, masked in the log.",
        HelpName = "name",
    };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace the file if it exists." };
    private static readonly Option<bool> AllowWorkspace = new("--allow-workspace")
    {
        Description = "Write the file even inside a git working tree or a checkout of CI.",
    };

    /// <summary>The options; a command has all of them.</summary>
    public static IReadOnlyList<Option> Options => [File, Stdout, GitHubOutput, Replace, AllowWorkspace, Json];

    /// <summary>Prints a key's ID, or all about it as JSON; where the token is on the standard output, it stays alone.</summary>
    public static async Task PrintAsync(ParseResult parsed, string id, Action<Utf8JsonWriter> write)
    {
        if (parsed.GetValue(Json))
        {
            JsonOutput.Write(json =>
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            });
        }
        else if (!parsed.GetValue(Stdout))
        {
            await Console.Out.WriteLineAsync(id).ConfigureAwait(false);
        }
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="NebiusRegistryException">None of the three is set, or several, or one isn't valid.</exception>
    public static StaticKeyDestination Of(ParseResult parsed, Stream output) =>
        (parsed.GetValue(File), parsed.GetValue(Stdout), parsed.GetValue(GitHubOutput)) switch
    {
        ({ } file, false, null) => StaticKeyDestination.ToFile(
            file,
            new StaticKeyFileOptions { Replaces = parsed.GetValue(Replace), AllowsWorkspace = parsed.GetValue(AllowWorkspace) },
            new NebiusSettings()),
        (null, true, null) when parsed.GetValue(Json) => throw new NebiusRegistryException(
            MessageCodes.InvalidSetting,
            "--stdout and --json would both print on the standard output. Write the token to a file:\n  --file <path>"),
        (null, true, null) => StaticKeyDestination.ToStream(output, "the standard output"),
        (null, false, { } name) => StaticKeyDestination.ToGitHubOutput(name, StandardStreams.ExactError),
        _ => throw new NebiusRegistryException(
            MessageCodes.InvalidSetting,
            "No place for the token is set. It is shown only once. Add one of these:\n"
                + "  --file <path>\n  --stdout\n  --github-output <name>"),
    };
}

/// <summary>Options that several commands about static keys have.</summary>
internal static class KeyOptions
{
    public static Option<string?> Name { get; } = new("--name")
    {
        Description = "The key's name. Default: Nebius chooses one.", HelpName = "name",
    };

    public static Option<string?> Expires { get; } = new("--expires")
    {
        Description = "When it expires: 90d, 6mo, 2027-01-31, or a time with an offset. Default: 6mo.", HelpName = "time",
    };

    /// <summary>Reads when a key expires; null for the default.</summary>
    /// <exception cref="NebiusRegistryException">It isn't valid.</exception>
    public static DateTimeOffset? Expiry(ParseResult parsed) =>
        parsed.GetValue(Expires) is { } text ? StaticKeyExpiry.Parse(text, TimeProvider.System.GetUtcNow()) : null;

    /// <summary>Gets the project of a key that is named by its name.</summary>
    public static Option<string?> ProjectOfName { get; } = new("--project")
    {
        Description = "The key's project, if you give its name: project-e00abc.", HelpName = "id",
    };

    public static Option<string> Project(string description) => new("--project")
    {
        Description = description,
        HelpName = "id",
        Required = true,
    };
}
