using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The native command for linux-arm64, run on another machine by QEMU.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NativeOnArm64(InstalledTool tool, Arm64Command arm64)
{
    // https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html: the machine is at offset 18; 183 is AArch64.
    private const int MachineOffset = 18;
    private const byte AArch64 = 183;

    [Fact]
    public async Task The_package_for_linux_arm64_has_one_native_program_and_it_starts()
    {
        await arm64.RequireAsync();
        await using var scene = await Scene.StartAsync(tool.Packages);

        var header = await File.ReadAllBytesAsync(arm64.Program, TestContext.Current.CancellationToken);
        var result = await scene.RunAsync(arm64.ScriptIn(scene), ["--version"]);

        Assert.Equal("\u007fELF"u8, header.AsSpan(0, 4));
        Assert.Equal(AArch64, header[MachineOffset]);
        Assert.Empty(Directory.GetFiles(arm64.Folder, "*.dll"));
        result.Succeeds().Says(tool.Packages.Version);
    }

    [Fact]
    public async Task On_linux_arm64_the_helper_gives_a_static_key_without_OpenSSL()
    {
        await arm64.RequireAsync();
        await using var scene = await Scene.StartAsync(tool.Packages);

        var answer = await GetAsync(scene, scene.WithStaticKey);

        Assert.Contains(scene.StaticKey.Token, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_linux_arm64_the_helper_gives_the_token_that_another_processor_has_cached()
    {
        await arm64.RequireAsync();
        Arm64Command.RequireOpenSsl();
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.AskAsync(tool, "get", Scene.West, scene.WithAuthorizedKey)).Result.Succeeds();
        var answer = await GetAsync(scene, scene.WithAuthorizedKey);

        Assert.Contains("\"Username\":\"iam\"", answer, StringComparison.Ordinal);
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task On_linux_arm64_the_helper_exchanges_a_key_over_TLS()
    {
        await arm64.RequireAsync();
        Arm64Command.RequireOpenSsl();
        await using var scene = await Scene.StartAsync(tool.Packages);

        var answer = await GetAsync(scene, scene.WithAuthorizedKey);

        Assert.Contains("\"Username\":\"iam\"", answer, StringComparison.Ordinal);
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    private async Task<string> GetAsync(Scene scene, IReadOnlyDictionary<string, string?> environment)
    {
        var answer = Path.Join(scene.Secrets, "answer");
        var result = await scene.RunAsync("sh", ["-c", $"printf {Scene.West} | '{arm64.ScriptIn(scene)}' docker-credential get > '{answer}'"], environment);
        var text = await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, text);
        return text;
    }
}
