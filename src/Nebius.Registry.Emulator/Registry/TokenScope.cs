using Microsoft.Extensions.Primitives;

namespace Nebius.Registry.Emulator;

/// <summary>`repository:NAME:ACTION,ACTION` of the token protocol.</summary>
internal sealed record TokenScope(string Name, IReadOnlyList<string> Actions)
{
    /// <summary>Reads every `scope` parameter; the SDK puts two scopes into one, helm repeats the parameter.</summary>
    public static IReadOnlyList<TokenScope> Read(StringValues parameters) =>
        [.. parameters
            .SelectMany(parameter => (parameter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(Parse)
            .OfType<TokenScope>()];

    public bool Covers(string name, string action) =>
        Name == name && Actions.Any(allowed => allowed == action || allowed == "*" || (action == "delete" && allowed == "push"));

    private static TokenScope? Parse(string text)
    {
        int first = text.IndexOf(':', StringComparison.Ordinal);
        int last = text.LastIndexOf(':');
        return first < last && text[..first] == "repository"
            ? new TokenScope(text[(first + 1)..last], text[(last + 1)..].Split(','))
            : null;
    }
}
