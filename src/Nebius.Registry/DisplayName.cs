namespace Nebius.Registry;

/// <summary>Names that a user gave, as messages show them.</summary>
internal static class DisplayName
{
    private const int Longest = 60;

    /// <summary>Returns a name in quotes; what looks like a secret in the wrong place is not shown.</summary>
    public static string Of(string name) => $"'{Redactor.Clean(Redactor.Value(name), Longest)}'";
}
