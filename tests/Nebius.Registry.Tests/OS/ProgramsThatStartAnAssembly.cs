using System.Text;
using Nebius.Registry.OS;

namespace Nebius.Registry.Tests.OS;

/// <summary>The small program that "dotnet tool install" makes on Windows names the assembly that it starts.</summary>
public sealed class ProgramsThatStartAnAssembly : IDisposable
{
    private const string InStore = ".store/tool/1.2.3/nebius-registry.dll";

    private readonly FakeMachine _machine = new();

    [Theory]
    [InlineData(InStore, true)]
    [InlineData("nebius-registry.dll", false)]
    public void The_assembly_of_a_program_is_found(string path, bool isElsewhere)
    {
        _machine.Write(path, string.Empty);

        var host = AppHost.Find(Program(path), "nebius-registry.dll", _machine.File(string.Empty));

        Assert.Equal((path, isElsewhere), (host!.AssemblyPath, host.IsElsewhere));
    }

    [Theory]
    [InlineData("helper/nebius-registry.dll")]
    [InlineData("a-directory-with-a-name-that-is-longer-than-the-path-that-is-there-now/nebius-registry.dll")]
    public void A_copy_of_a_program_starts_another_assembly(string other)
    {
        _machine.Write(InStore, string.Empty);
        _machine.Write(other, string.Empty);

        var copy = AppHost.Find(Program(InStore), "nebius-registry.dll", _machine.File(string.Empty))!.With(other);

        Assert.Equal(other, AppHost.Find(copy, "nebius-registry.dll", _machine.File(string.Empty))!.AssemblyPath);
        Assert.Equal(Program(other), copy);
    }

    [Fact]
    public void A_path_that_does_not_fit_is_refused()
    {
        _machine.Write(InStore, string.Empty);
        var host = AppHost.Find(Program(InStore), "nebius-registry.dll", _machine.File(string.Empty))!;

        Assert.Throws<IOException>(() => host.With(new string('a', 1025)));
        var full = AppHost.Find([.. Encoding.UTF8.GetBytes($"{InStore}\0code")], "nebius-registry.dll", _machine.File(string.Empty))!;
        Assert.Throws<IOException>(() => full.With($"{InStore}.more"));
        Assert.Throws<IOException>(() => full.With(new string('a', 100)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("some text with nebius-registry.dll in it")]
    [InlineData("\0gone/nebius-registry.dll\0")]
    public void A_program_without_the_path_of_an_assembly_that_exists_has_none(string content) =>
        Assert.Null(AppHost.Find(Encoding.UTF8.GetBytes(content), "nebius-registry.dll", _machine.File(string.Empty)));

    public void Dispose() => _machine.Dispose();

    // The field with the path has 1025 bytes.
    private static byte[] Program(string path) =>
        [.. "MZ code nebius-registry.dll\0"u8, .. Encoding.UTF8.GetBytes(path.PadRight(1025, '\0')), .. "more code"u8];
}
