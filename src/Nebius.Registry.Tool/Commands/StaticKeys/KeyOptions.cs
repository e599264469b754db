using System.CommandLine;

namespace Nebius.Registry.Tool.Commands.StaticKeys;

/// <summary>Options that several commands about static keys have.</summary>
internal static class KeyOptions
{
    public static Option<string?> Name { get; } = new("--name") { Description = "The key's name; Nebius makes one up when it is left out." };

    public static Option<string?> Expires { get; } = new("--expires") { Description = "When it ends: a day (2027-01-31), a time with its offset, or a duration (P90D, P6M). Six months when left out." };

    public static Option<string> Project(string description) => new("--project") { Description = description, Required = true };
}
