namespace Nebius.Registry.OS.Unix;

/// <summary>
/// Whom a file must belong to before a token is read from it or written to it: this user alone. Else another user could give us a
/// token, which would push to where he says, or read ours.
/// </summary>
internal static class FileTrust
{
    /// <summary>Says what is wrong with a file, if anything.</summary>
    public static PrivateFileException? Problem(string path, FileStatus file, FileUse use) => file switch
    {
        { IsLink: true } => Wrong(path, "is a link", $"ls -l '{path}'"),
        { IsRegularFile: false } => Wrong(path, "is no regular file", $"ls -l '{path}'"),
        { IsOurs: false } => Wrong(path, $"belongs to another user (id {file.UserId})", $"ls -l '{path}'"),
        { IsOpenToOthers: true } when use != FileUse.Hold => Wrong(path, $"is open to other users (mode {file.Permissions})", $"chmod 600 '{path}'"),
        _ => null,
    };

    /// <summary>Says what is wrong with a folder of ours, if anything.</summary>
    public static PrivateFileException? FolderProblem(string path, FileStatus folder) => folder switch
    {
        { IsFolder: false } => Wrong(path, "is no folder", $"ls -l '{path}'"),
        { IsOurs: false } => Wrong(path, $"belongs to another user (id {folder.UserId})", $"ls -ld '{path}'"),
        { IsOpenToOthers: true } => Wrong(path, $"is open to other users (mode {folder.Permissions})", $"chmod 700 '{path}'"),
        _ => null,
    };

    private static PrivateFileException Wrong(string path, string what, string command) => PrivateFileException.Wrong($"'{path}' {what}", command);
}
