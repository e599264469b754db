using System.Security.Cryptography.X509Certificates;

namespace Nebius.Registry.Net;

/// <summary>
/// Lets a user without a home directory make TLS connections: HOME is not set, and the system doesn't know the user, as in a container
/// that runs under any user ID. .NET looks there for certificates that the user distrusts, and fails if there is no directory to name:
/// https://github.com/dotnet/runtime/blob/v10.0.0/src/libraries/Common/src/System/IO/PersistedFiles.Unix.cs.
/// </summary>
internal static class UserCertificates
{
    private const string Home = "HOME";

    // Debian's home of those who have none; nobody but root could create it.
    private const string NoHome = "/nonexistent";

    private static readonly Lock Gate = new();
    private static volatile bool _isReady;

    /// <summary>Has .NET settle, once and for the whole process, where it looks for certificates of the user.</summary>
    public static void Settle()
    {
        if (_isReady || OperatingSystem.IsWindows())
        {
            return;
        }

        // A second thread waits until the first one has settled it.
        lock (Gate)
        {
            if (!_isReady)
            {
                NameHomeIfMissing();
                _isReady = true;
            }
        }
    }

    private static void NameHomeIfMissing()
    {
        var home = Environment.GetEnvironmentVariable(Home);
        if (!string.IsNullOrEmpty(home) || TryOpen())
        {
            return;
        }

        // Only for this call: .NET keeps the directory, and child processes shouldn't inherit one that doesn't exist.
        Environment.SetEnvironmentVariable(Home, NoHome);
        _ = TryOpen();
        Environment.SetEnvironmentVariable(Home, home);
    }

    private static bool TryOpen()
    {
        try
        {
            using var store = new X509Store(StoreName.Disallowed, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadOnly);
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
