using System.CommandLine;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>Where a new key's token goes: one of three places, each asked for by name.</summary>
internal static class KeyDestination
{
    private static readonly Option<string?> File = new("--file") { Description = "The file that gets the token; its mode is 0600." };
    private static readonly Option<bool> Stdout = new("--stdout")
    {
        Description = "Write the token to the standard output, for a program that reads it there; never into a log.",
    };
    private static readonly Option<string?> GitHubOutput = new("--github-output")
    {
        Description = "Make the token an output of this step on GitHub Actions, by this name, masked in the log.",
    };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace a file that is there." };
    private static readonly Option<bool> AllowWorkspace = new("--allow-workspace")
    {
        Description = "Write the file although it is inside a git working tree or a CI job's checkout.",
    };

    /// <summary>Gets the options; a command has all of them.</summary>
    public static IReadOnlyList<Option> Options => [File, Stdout, GitHubOutput, Replace, AllowWorkspace];

    /// <summary>Reads them.</summary>
    /// <exception cref="NebiusRegistryException">It is none of the three, or several, or isn't valid.</exception>
    public static StaticKeyDestination Of(ParseResult parsed, Stream output) =>
        (parsed.GetValue(File), parsed.GetValue(Stdout), parsed.GetValue(GitHubOutput)) switch
    {
        ({ } file, false, null) => StaticKeyDestination.ToFile(
            file,
            new StaticKeyFileOptions { Replaces = parsed.GetValue(Replace), AllowsWorkspace = parsed.GetValue(AllowWorkspace) },
            new NebiusSettings()),
        (null, true, null) => StaticKeyDestination.ToStream(output, "the standard output"),
        (null, false, { } name) => StaticKeyDestination.ToGitHubOutput(name, StandardStreams.Exact),
        _ => throw new NebiusRegistryException(
            MessageCodes.InvalidSetting,
            "The token is shown only once. Say where it goes with one of --file PATH, --stdout and --github-output NAME."),
    };
}

/// <summary>Options that several commands about static keys have.</summary>
internal static class KeyOptions
{
    public static Option<string?> Name { get; } = new("--name")
    {
        Description = "The key's name; Nebius makes one up when it is left out.",
    };

    public static Option<string?> Expires { get; } = new("--expires")
    {
        Description = "When it expires: a duration (90d, 6mo), a day (2027-01-31) or a time with its offset. Default: in six months.",
    };

    /// <summary>Reads when a key expires; null for the default.</summary>
    /// <exception cref="NebiusRegistryException">It isn't valid.</exception>
    public static DateTimeOffset? Expiry(ParseResult parsed) =>
        parsed.GetValue(Expires) is { } text ? StaticKeyExpiry.Parse(text, TimeProvider.System.GetUtcNow()) : null;

    public static Option<string> Project(string description) => new("--project") { Description = description, Required = true };
}
