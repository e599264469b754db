using System.Diagnostics;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Files;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// Edits a login file of docker or podman: what isn't changed stays, byte for byte; a reader sees the old file or the new one, whole;
/// no change of another program is lost, whether it uses the lock or not. Links and permissions stay as they are.
/// </summary>
internal static class ConfigFileEdit
{
    private const string LockName = ".nebius-registry.lock";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Edits a file; one that is not there is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="edit">
    /// Changes the content, and tells whether it did. It is called again when another program changed the file meanwhile.
    /// </param>
    /// <param name="ownerOnly">
    /// Whether a secret comes into it, which others may not read even if they might read the file until now.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for other programs that edit it.</param>
    /// <returns>Whether it was changed.</returns>
    /// <exception cref="NebiusRegistryException">It isn't JSON that can be edited, or it may not be written; it is as it was.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<bool> RunAsync(
        string path, Func<ConfigFileJson, bool> edit, bool ownerOnly, CancellationToken cancellationToken)
    {
        try
        {
            return !IsAsWanted(path, edit) && await EditAsync(path, edit, ownerOnly, cancellationToken).ConfigureAwait(false);
        }
        catch (FileRefusedException error)
        {
            throw NotEdited(path, WhatItIs(error, path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotEdited(path, WhyNotWritten(error, path));
        }
    }

    // Without the lock and without the right to write: most edits have nothing to change.
    private static bool IsAsWanted(string path, Func<ConfigFileJson, bool> edit)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return Edit(path, [], edit) is null;
        }

        using var folder = Folder.Open(path, create: false, followLast: true, out var name);
        return Edit(path, folder.Read(name, ConfigFileJson.Longest + 1)?.Content ?? [], edit) is null;
    }

    private static async Task<bool> EditAsync(
        string path, Func<ConfigFileJson, bool> edit, bool ownerOnly, CancellationToken cancellationToken)
    {
        using var folder = Folder.Open(path, create: true, followLast: true, out var name);
        using var turn = await LockAsync(folder, path, cancellationToken).ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var old = folder.Read(name, ConfigFileJson.Longest + 1);
            if (Edit(path, old?.Content ?? [], edit) is not { } edited)
            {
                return false;
            }

            if (folder.TryReplace(name, edited, old, ownerOnly))
            {
                return true;
            }
        }

        throw NotEdited(path, $"another program kept changing it for {Limit.TotalSeconds:0} seconds. Try again.");
    }

    // By asking again and again: flock(2) itself waits without a limit and can't be cancelled.
    private static async Task<IDisposable> LockAsync(IFolder folder, string path, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (folder.TryLock(LockName) is { } held)
            {
                return held;
            }

            if (Stopwatch.GetElapsedTime(start) >= Limit)
            {
                var file = Path.Join(Path.GetDirectoryName(path), LockName);
                throw NotEdited(
                    path,
                    $"another program held the lock '{file}' for at least {Limit.TotalSeconds:0} seconds. See which one: "
                    + Shell.Current.ShowUsers(file));
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static byte[]? Edit(string path, byte[] bytes, Func<ConfigFileJson, bool> edit)
    {
        var (file, problem) = ConfigFileJson.Parse(bytes);
        try
        {
            return edit(file ?? throw NotEdited(path, problem)) ? file.Bytes : null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw NotEdited(
                path,
                "'credHelpers' or 'auths' isn't an object, has the same name twice, or has an incomplete character. Fix it.");
        }
    }

    private static string WhatItIs(FileRefusedException error, string path) => error.Kind switch
    {
        FileRefusal.Directory when Directory.Exists(path) =>
            "it is a directory, not a regular file. docker makes one where it mounts a file that doesn't exist. "
            + $"Remove it: {Shell.Current.DeleteFolder(path)}",
        FileRefusal.MountPoint => "it is mounted as a single file, which can't be replaced. Mount its directory "
            + $"instead, or name another one: {NameAnother(path)}",
        FileRefusal.ReadOnlyFileSystem when !File.Exists(path) =>
            $"its file system is read-only. Name another directory: {NameAnother(path)}",
        FileRefusal.ReadOnlyFileSystem => "its file system is read-only. Name a copy that can be written: "
            + Shell.Current.Then(NameAnother(path), Copy(path)),
        _ => $"{error.Message} {error.Advice}",
    };

    private static string WhyNotWritten(Exception error, string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        return !OperatingSystem.IsWindows() && error.HResult == UnixConstants.NoSpace
            ? $"no space is left. Free some: {Shell.Current.ShowFreeSpace(WritableFolder.NearestTo(directory))}"
            : WritableFolder.ProblemOf(directory) is { } problem && !File.Exists(path)
                ? $"{problem}. Name another directory: {NameAnother(path)}"
                : $"{error.Message} Check the rights: {Shell.Current.ShowRights(Shell.Current.Quote(path))}";
    }

    private static bool IsOfDocker(string path) => Path.GetFileName(path) == "config.json";

    private static string NameAnother(string path) => IsOfDocker(path)
        ? Shell.Current.SetToNewFolder(ConfigFilePaths.DockerConfig)
        : Shell.Current.SetToNewFolder(ConfigFilePaths.RegistryAuthFile, Path.GetFileName(path));

    private static string Copy(string path) => IsOfDocker(path)
        ? Shell.Current.Copy(path, ConfigFilePaths.DockerConfig, Path.GetFileName(path))
        : Shell.Current.Copy(path, ConfigFilePaths.RegistryAuthFile);

    private static NebiusRegistryException NotEdited(string path, string why) =>
        new(MessageCodes.ConfigFileNotEdited, $"Can't edit '{Redactor.Name(path)}': {Redactor.Name(why)}");
}
