using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Processes;

/// <summary>A directory that private directories may be created in.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="Problem">Why it can't be used, such as <c>full</c>; null when nothing is known against it.</param>
internal sealed record PrivatePlace(string Path, string? Problem)
{
    /// <summary>A problem that goes away by itself once there is space.</summary>
    public const string Full = "full";

    private const string Missing = "missing";

    /// <summary>Gets a value indicating whether it is created when it is needed and missing.</summary>
    private bool IsCreatedWhenMissing { get; init; }

    /// <summary>Checks a place.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="workspace">What it must not be in.</param>
    /// <param name="isCreatedWhenMissing">Whether it is created when it is needed and missing.</param>
    public static PrivatePlace Of(string path, Workspace workspace, bool isCreatedWhenMissing) =>
        new(path, workspace.Contains(path) ? "inside the workspace" : ProblemOf(path)) { IsCreatedWhenMissing = isCreatedWhenMissing };

    /// <summary>Returns why a directory or file couldn't be created.</summary>
    public static string ProblemOf(Exception error) => error switch
    {
        PrivateFileException => "without file locks",
        { HResult: UnixConstants.ReadOnlyFileSystem } when !OperatingSystem.IsWindows() => "read-only",
        { HResult: UnixConstants.NoSpace } when !OperatingSystem.IsWindows() => Full,
        _ when error.HResult == UnixConstants.QuotaExceeded && !OperatingSystem.IsWindows() => "over quota",
        _ => "not writable",
    };

    /// <summary>Creates the place for this user alone, if it is one to create.</summary>
    public PrivatePlace CreateIfMissing()
    {
        if (!IsCreatedWhenMissing || Problem != Missing)
        {
            return this;
        }

        try
        {
            PrivateDirectory.CreateForOwner(Path);
            return this with { Problem = ProblemOf(Path) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PrivateFileException)
        {
            return this with { Problem = ProblemOf(error) };
        }
    }

    private static string? ProblemOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.Exists(path) ? null : Missing;
        }

        try
        {
            // The separator makes the system follow a link: /tmp is one on macOS.
            return FileStatus.Of(path + "/") is { } status ? ProblemOf(status) : Missing;
        }
        catch (PrivateFileException)
        {
            return "not accessible";
        }
    }

    private static string? ProblemOf(FileStatus place) => place switch
    {
        { IsFolder: false } => "not a directory",
        { IsOwnedByThisUser: false, UserId: not 0 } => $"of another user, id {place.UserId}",
        { IsChangeableByOthers: true } => $"open to other users, mode {place.Permissions}",
        _ => null,
    };
}

/// <summary>The places for private directories: not in the workspace, and not where another user could replace them.</summary>
internal static class PrivatePlaces
{
    /// <summary>Returns the places, in order of preference.</summary>
    public static IReadOnlyList<PrivatePlace> Of(NebiusSettings settings)
    {
        var workspace = Workspace.Of(settings);
        return OperatingSystem.IsWindows()
            ? [PrivatePlace.Of(Path.TrimEndingDirectorySeparator(Path.GetTempPath()), workspace, isCreatedWhenMissing: false)]
            : [.. Candidates(settings).DistinctBy(place => place.Path, StringComparer.Ordinal)
                .Select(place => PrivatePlace.Of(place.Path, workspace, place.IsCache))];
    }

    /// <summary>The error for a machine without a place.</summary>
    public static NebiusRegistryException None(IReadOnlyCollection<PrivatePlace> tried) => new(
        MessageCodes.NoPrivateDirectory,
        "Can't create a private directory for the file with the credential. Tried: "
        + $"{string.Join(", ", tried.Select(place => $"{place.Path} ({place.Problem})"))}. "
        + $"{(tried.Any(place => place.Problem is PrivatePlace.Full) ? "Free some space there, or set" : "Set")} "
        + $"{Shell.Current.TemporaryVariable} to a directory of this user outside the workspace:\n"
        + $"  {Shell.Current.UseOwnTemporaryFolder}");

    // Memory before disks. The cache comes last, but the SDK needs it for the layers, so a job that can push at all has it.
    private static IEnumerable<Candidate> Candidates(NebiusSettings settings)
    {
        var places = Named("XDG_RUNTIME_DIR", "TMPDIR").Concat(["/dev/shm", "/tmp"])
            .Concat(Named("RUNNER_TEMP", "AGENT_TEMPDIRECTORY")).Append("/var/tmp");
        var caches = Named("XDG_CACHE_HOME").ToList();
        if (caches.Count == 0 && settings.HomeDirectory() is { } home && IsOfThisUserOrRoot(home))
        {
            caches.Add(Path.Join(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache"));
        }

        return [.. places.Select(path => new Candidate(path, false)), .. caches.Select(path => new Candidate(path, true))];

        IEnumerable<string> Named(params string[] variables) => variables
            .Select(name => settings.FromEnvironment(name)?.Value)
            .OfType<string>()
            .Where(Path.IsPathFullyQualified)
            .Select(Path.TrimEndingDirectorySeparator);
    }

    // Root with the home of another user would create a directory there that the other can't use.
    private static bool IsOfThisUserOrRoot(string home)
    {
        try
        {
            return FileStatus.Of(Path.TrimEndingDirectorySeparator(home) + "/") is { IsOwnedByThisUser: true } or { UserId: 0 };
        }
        catch (PrivateFileException)
        {
            return false;
        }
    }

    private sealed record Candidate(string Path, bool IsCache);
}
