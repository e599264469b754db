using System.Security;
using Nebius.Registry.OS;

namespace Nebius.Registry.Credentials;

/// <summary>Reads a file that holds a credential. Errors name the absolute path that was tried, never what is in it.</summary>
internal static class CredentialFile
{
    // A 16384-bit key in JSON has 13 KB; a larger file is something else.
    private const int MaximumBytes = 64 * 1024;

    // A short path may be good base64 by chance; no private key is as short as this.
    private const int ShortestEncodedKey = 200;

    // Longer than any path that a user types.
    private const int LongestPath = 1024;

    // A shorter name of a file is a token by chance.
    private const int ShortestName = 8;

    /// <summary>
    /// Returns whether a value is the path of a file, as GitLab's variables of the type File are, where the text itself belongs.
    /// </summary>
    public static bool IsNamedBy(SettingValue setting, NebiusSettings settings) =>
        setting.Value.Length <= LongestPath
        && (setting.Value.Length >= ShortestName || setting.Value.AsSpan().ContainsAny('/', '\\'))
        && !setting.Value.Any(char.IsControl)
        && File.Exists(settings.FullPath(setting));

    public static async Task<string> ReadAsync(
        NebiusSettings settings,
        SettingValue setting,
        string textVariable,
        CredentialLog log,
        CancellationToken cancellationToken,
        int maximumBytes = MaximumBytes)
    {
        // Checked before the path is made: an error about the path would show the key.
        if (HoldsKey(setting.Value))
        {
            throw new NebiusRegistryException(
                MessageCodes.TextAndPathMixedUp,
                $"{setting.Origin} has the key itself; a path is expected. Use the environment variable {textVariable} for the key. "
                + RevokeAdvice(setting));
        }

        var path = settings.FullPath(setting);
        RepositoryWarning.Check(path, () => settings.ShownPath(setting), setting.Origin, settings, log);
        try
        {
            var bytes = await LimitedFile.ReadAsync(path, maximumBytes, cancellationToken).ConfigureAwait(false)
                ?? throw Unreadable(settings, setting, textVariable, $"it is larger than {maximumBytes / 1024} KiB");

            // A reader, because PowerShell writes byte order marks and UTF-16.
            using var reader = new StreamReader(new MemoryStream(bytes));
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(settings, setting, textVariable, "the file doesn't exist");
        }
        catch (Exception error) when (error is UnauthorizedAccessException or SecurityException)
        {
            throw Unreadable(settings, setting, textVariable, Directory.Exists(path) ? "it is a directory" : "this user may not read it");
        }
        catch (IOException)
        {
            throw Unreadable(settings, setting, textVariable, "the file can't be read");
        }
    }

    private static bool HoldsKey(string value) =>
        IsKey(value) || (value.Length > ShortestEncodedKey && CredentialText.FromBase64(value) is { } decoded && IsKey(decoded));

    private static bool IsKey(string text) => CredentialText.LooksLikeJson(text) || CredentialText.LooksLikePem(text);

    private static NebiusRegistryException Unreadable(
        NebiusSettings settings, SettingValue setting, string textVariable, string reason) => new(
        MessageCodes.CredentialFileUnreadable,
        SecretShapes.IsSecret(setting.Value)
            ? $"{setting.Origin} has a token; a path is expected. Use the environment variable {textVariable} for the token."
            : $"Can't read '{settings.ShownPath(setting)}', which {setting.Origin} names: {reason}.{QuotesIn(setting)} Check the path:\n"
                + $"  {Shell.Current.ShowFile(settings.ShownPath(setting))}");

    private static string QuotesIn(SettingValue setting) => setting.Value is ['"', .., '"'] or ['\'', .., '\'']
        ? " The value has quotes around it, which docker's --env-file and 'set' on Windows keep: remove them."
        : string.Empty;

    private static string RevokeAdvice(SettingValue setting) => setting.Level == SettingLevel.Environment
        ? "The value isn't shown."
        : "As an MSBuild property it is in the build's log: revoke the key.";
}

/// <summary>Warns of files with credentials in a repository, from where they get into commits, images and artifacts.</summary>
internal static class RepositoryWarning
{
    public static void Check(string path, Func<string> shownPath, string origin, NebiusSettings settings, CredentialLog log)
    {
        if (Workspace.Of(settings).Contains(path))
        {
            log.Warn(
                MessageCodes.CredentialInRepository,
                $"{origin} is '{shownPath()}', a file inside the repository, which may end up in a commit, an image or an artifact. Move it "
                + "out; if it was ever committed, revoke the credential.");
        }
    }
}
