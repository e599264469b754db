namespace Nebius.Registry.Helm;

/// <summary>An entry of a tar archive.</summary>
/// <param name="Name">Its path, as the archive has it.</param>
/// <param name="Type">
/// Its kind, such as <c>0</c> for a file: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
/// </param>
/// <param name="LinkName">Where a link leads; may be empty.</param>
/// <param name="Length">How many bytes follow.</param>
internal sealed record ChartTarEntry(string Name, char Type, string LinkName, long Length)
{
    /// <summary>Gets a value indicating whether it is a directory.</summary>
    public bool IsDirectory => Type == '5' || Name.EndsWith('/');

    /// <summary>Gets a value indicating whether it is a symbolic or hard link.</summary>
    public bool IsLink => Type is '1' or '2';

    /// <summary>Gets a value indicating whether it is a device or pipe.</summary>
    public bool IsSpecial => Type is '3' or '4' or '6';
}
