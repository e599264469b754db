using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.OS.Files;
using Nebius.Registry.OS.Windows;

namespace Nebius.Registry.Tests.OS;

/// <summary>On Windows, only the user and the system can open what is 0600 elsewhere, and files that others read are replaced.</summary>
[SupportedOSPlatform("windows")]
public sealed class RightsOnWindows : IDisposable
{
    private readonly FakeMachine _machine = new();

    public RightsOnWindows() => Assert.SkipUnless(OperatingSystem.IsWindows(), "Other systems have modes.");

    [Fact]
    public void A_file_with_a_secret_is_open_to_the_user_and_the_system_alone()
    {
        using var folder = Folder.Open(_machine.File("key"), create: false, followLast: false, out var name);

        folder.Write(name, "secret"u8.ToArray(), UnixFileMode.UserRead | UnixFileMode.UserWrite, false, false, CancellationToken.None);

        AssertClosed(new FileInfo(_machine.File("key")).GetAccessControl());
        Assert.Equal("secret", File.ReadAllText(_machine.File("key")));
    }

    [Fact]
    public void A_private_directory_and_what_is_in_it_is_open_to_the_user_and_the_system_alone()
    {
        OwnerAccess.CreateDirectory(_machine.File("private"));
        var file = _machine.Write("private/file", "text");

        AssertClosed(new DirectoryInfo(_machine.File("private")).GetAccessControl());
        Assert.Null(OwnerAccess.OtherReader(_machine.File("private")));
        Assert.True(OwnerAccess.IsOwn(new DirectoryInfo(_machine.File("private"))));
        Assert.Equal("text", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_login_file_is_edited_while_other_programs_read_it()
    {
        const int Edits = 20;
        var path = _machine.Write("config.json", "{}");
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() => Read(path, done.Token), TestContext.Current.CancellationToken);

        for (var i = 0; i < Edits; i++)
        {
            Assert.True(await ConfigFileEdit.RunAsync(path, file => Set(file, $"host{i}"), ownerOnly: i % 2 == 0, TestContext.Current.CancellationToken));
        }

        await done.CancelAsync();
        Assert.True(await reading > 0);
        Assert.Contains($"host{Edits - 1}", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private static bool Set(ConfigFileJson file, string host)
    {
        file.Set("credHelpers", host, "helper");
        return true;
    }

    // As programs written in Go open files: without allowing others to replace them.
    private static int Read(string path, CancellationToken end)
    {
        var count = 0;
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                Assert.EndsWith("}", new StreamReader(stream).ReadToEnd().TrimEnd(), StringComparison.Ordinal);
                count++;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is just being replaced.
            }
        }

        return count;
    }

    private static void AssertClosed(FileSystemSecurity security)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var accounts = security.GetAccessRules(true, true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>()
            .Select(rule => (SecurityIdentifier)rule.IdentityReference);

        Assert.All(accounts, account => Assert.True(account == identity.User || account.IsWellKnown(WellKnownSidType.LocalSystemSid), account.Value));
    }
}
