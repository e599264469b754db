using System.Security;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>Reads a file that holds a credential. Errors name the absolute path that was tried, never what is in it.</summary>
internal static class CredentialFile
{
    // A 16384-bit key in JSON is 13 KB; what is larger is another file.
    private const int MaximumBytes = 64 * 1024;

    public static async Task<string> ReadAsync(NebiusSettings settings, SettingValue setting, string textVariable, CancellationToken cancellationToken)
    {
        // Checked before the path is made: an error about the path would show the key.
        if (setting.Value.StartsWith('{') || setting.Value.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            throw new NebiusRegistryException(
                MessageCodes.TextAndPathMixedUp,
                $"{setting.Origin} holds a key itself, where the path to one belongs. Put the text into the environment variable {textVariable}. "
                + RevokeAdvice(setting));
        }

        var path = settings.FullPath(setting);
        try
        {
            var bytes = await ReadLimitedAsync(path, cancellationToken).ConfigureAwait(false)
                ?? throw Unreadable(setting, path, $"it is larger than {MaximumBytes / 1024} KB, so it is no key");

            // A reader, because PowerShell writes byte order marks and UTF-16.
            using var reader = new StreamReader(new MemoryStream(bytes));
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(setting, path, "there is no such file");
        }
        catch (Exception error) when (error is UnauthorizedAccessException or SecurityException)
        {
            throw Unreadable(setting, path, Directory.Exists(path) ? "it is a directory" : "this user may not read it");
        }
        catch (IOException)
        {
            throw Unreadable(setting, path, "it could not be read");
        }
    }

    private static async Task<byte[]?> ReadLimitedAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MaximumBytes + 1];
            var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count > MaximumBytes ? null : buffer[..count];
        }
    }

    private static NebiusRegistryException Unreadable(SettingValue setting, string path, string reason) => new(
        MessageCodes.CredentialFileUnreadable,
        $"{setting.Origin} names '{path}', but {reason}. Check with: ls -l '{path}'");

    private static string RevokeAdvice(SettingValue setting) => setting.Level == SettingLevel.Environment
        ? "The value is not shown here."
        : "As an MSBuild property it is in the build's log now: revoke the key.";
}
