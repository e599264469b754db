namespace Nebius.Registry;

/// <summary>The characters of the labels of a host and of the IDs of Nebius.</summary>
internal static class NameCharacters
{
    /// <summary>Tells whether a text has small letters, digits and hyphens of ASCII alone.</summary>
    /// <param name="text">The text.</param>
    public static bool AreAll(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
            {
                return false;
            }
        }

        return true;
    }
}
