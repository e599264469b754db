using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A container job runs as a user that isn't defined in the image and has no usable home.</summary>
public sealed class UserWithoutAName(PackedPackages packages)
{
    // Not as root, also because the SDK, run by root without a usable home, was seen (strace) to set /tmp to 0755.
    [Theory]
    [InlineData("/nonexistent")]
    [InlineData("/dev/null/home")]
    public async Task A_user_without_a_name_and_a_usable_home_can_push(string home)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can run a command as another user.");
        await using var scene = await Scene.StartAsync(packages);
        await scene.AddBuiltAppOfAnyUserAsync(packages);
        await scene.OpenToEverybodyAsync();
        var environment = new Dictionary<string, string?>(scene.WithAuthorizedKey)
        {
            // Without HOME, .NET makes no TLS connection; with '/', the SDK can't create its cache. The package can fix neither.
            ["HOME"] = home,
            // The SDK itself needs a folder.
            ["DOTNET_CLI_HOME"] = scene.Temp,
            ["NUGET_PACKAGES"] = Access.PackagesOf(scene),
            ["NUGET_SCRATCH"] = Path.Join(scene.Temp, "scratch"),
        };

        var published = await scene.RunAsync(
            "setpriv",
            ["--reuid", "64999", "--regid", "64999", "--clear-groups", "dotnet", "publish", PreparedApp.Name, "--no-build", .. Publishing.ToWest, "-nodeReuse:false"],
            environment);

        published.Pushed(scene.WestRegistry, PreparedApp.Name);
    }
}
