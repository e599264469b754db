using System.Diagnostics;
using Nebius.Registry.Credentials;

namespace Nebius.Registry.Tests.OS;

/// <summary>A home directory, a directory on PATH, and an environment of its own.</summary>
internal sealed class FakeMachine : IDisposable
{
    public const string NeedsShell = "The fake programs are shell scripts.";

    private readonly string _root = Directory.CreateTempSubdirectory("nebius-test-").FullName;
    private readonly Dictionary<string, string?> _environment = [];

    public FakeMachine()
    {
        Home = Directory.CreateDirectory(File("home")).FullName;
        Bin = Directory.CreateDirectory(File("bin")).FullName;
        this["HOME"] = Home;
        this["USERPROFILE"] = Home;
        this["PATH"] = Bin;
    }

    public static bool HasShell => !OperatingSystem.IsWindows();

    public string Home { get; }

    public string Bin { get; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public NebiusSettings Settings => new() { Environment = _environment.GetValueOrDefault, StartDirectory = _root };

    public CredentialChainOptions Options => new() { Settings = Settings, Time = Time, Memory = new() };

    public string? this[string variable]
    {
        set => _environment[variable] = value;
    }

    public string File(string relativePath) => Path.Join(_root, relativePath);

    public string Write(string relativePath, string content)
    {
        var path = File(relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes a script that can be run.</summary>
    /// <remarks>
    /// Another process writes it: a program that is open for writing can't be started, and another test that starts one at the same time
    /// passes on this process's open files for a moment.
    /// </remarks>
    public string WriteProgram(string relativePath, string script) => WriteExecutable(relativePath, $"#!/bin/sh\n{script}\n");

    /// <summary>Writes a file that the system will try to run.</summary>
    public string WriteExecutable(string relativePath, string content)
    {
        var path = File(relativePath);
        var source = Write(relativePath + ".txt", content);
        Shell("cp \"$1\" \"$2\" && chmod 755 \"$2\"", source, path);
        return path;
    }

    public string MakePipe(string relativePath)
    {
        Shell("mkfifo \"$1\"", File(relativePath));
        return File(relativePath);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Shell(string script, params string[] arguments)
    {
        using var process = Process.Start("/bin/sh", ["-c", script, "sh", .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
