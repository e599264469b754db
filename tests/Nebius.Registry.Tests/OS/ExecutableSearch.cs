using Nebius.Registry.Credentials;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Tests.OS;

public sealed class ExecutableSearch : IDisposable
{
    private readonly FakeMachine _machine = new();

    public ExecutableSearch() => Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);

    [Fact]
    public void A_program_is_found_in_the_first_directory_of_PATH_where_it_is_executable()
    {
        _machine.Write("one/tool", "no program");
        Directory.CreateDirectory(_machine.File("two/tool"));
        var third = _machine.WriteProgram("three/tool", "true");
        _machine.WriteProgram("four/tool", "true");
        _machine["PATH"] = string.Join(':', _machine.File("none"), _machine.File("one"), _machine.File("two"), _machine.File("three"), _machine.File("four"));

        Assert.Equal(third, ExecutableFinder.Find("tool", _machine.Settings));
        Assert.Equal(_machine.File("one/tool"), ExecutableFinder.FindUnusable("tool", _machine.Settings));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("{0}")]
    [InlineData(".:{0}/.:./{0}")]
    [InlineData(":{0}:")]
    public void A_program_is_never_found_through_a_relative_or_empty_entry_of_PATH(string path)
    {
        // Such an entry leads to the working directory of the tests.
        var name = $"nebius-test-{Guid.NewGuid():N}";
        var directory = Directory.CreateDirectory(Path.Join(Directory.GetCurrentDirectory(), name));
        try
        {
            var program = _machine.WriteProgram("bin/tool", "true");
            File.CreateSymbolicLink(Path.Join(directory.FullName, name), program);
            File.CreateSymbolicLink(Path.Join(directory.Parent!.FullName, name + ".link"), program);
            _machine["PATH"] = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, name);

            Assert.Null(ExecutableFinder.Find(name, _machine.Settings));
            Assert.Null(ExecutableFinder.Find(name + ".link", _machine.Settings));

            _machine["PATH"] = directory.FullName;
            Assert.NotNull(ExecutableFinder.Find(name, _machine.Settings));
        }
        finally
        {
            File.Delete(Path.Join(directory.Parent!.FullName, name + ".link"));
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("../bin/tool")]
    [InlineData("/bin/sh")]
    [InlineData("tool\0")]
    public void A_program_is_never_found_by_a_name_with_a_directory(string name)
    {
        _machine.WriteProgram("bin/tool", "true");

        Assert.Null(ExecutableFinder.Find(name, _machine.Settings));
    }

    [Fact]
    public void The_Nebius_CLI_is_also_found_where_its_installer_puts_it()
    {
        Assert.Null(NebiusCli.Find(_machine.Settings));

        var installed = _machine.WriteProgram("home/.nebius/bin/nebius", "true");
        Assert.Equal(installed, NebiusCli.Find(_machine.Settings));

        var onPath = _machine.WriteProgram("bin/nebius", "true");
        Assert.Equal(onPath, NebiusCli.Find(_machine.Settings));

        Assert.Null(NebiusCli.Find(new NebiusSettings { Environment = _ => null }));
    }

    public void Dispose() => _machine.Dispose();
}
