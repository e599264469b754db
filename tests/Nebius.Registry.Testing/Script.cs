namespace Nebius.Registry.Testing;

/// <summary>Programs that stand in for ones that a user has installed.</summary>
public static class Script
{
    /// <returns>The folder, for PATH.</returns>
    public static string Write(string folder, string name, string text)
    {
        var file = System.IO.Path.Join(Directory.CreateDirectory(folder).FullName, name);
        File.WriteAllText(file, "#!/bin/sh\n" + text.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    /// <summary>Puts folders before everything that is on PATH.</summary>
    public static string Path(params string[] folders) =>
        string.Join(System.IO.Path.PathSeparator, [.. folders, Environment.GetEnvironmentVariable("PATH")!]);
}
