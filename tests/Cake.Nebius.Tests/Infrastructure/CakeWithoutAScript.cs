using System.Globalization;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using NSubstitute;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>Cake's own context with only PATH and the test's variables as its environment. Builds are recorded, not started.</summary>
public sealed class CakeWithoutAScript
{
    // Cake finds dotnet by it.
    private readonly Dictionary<string, string?> _variables = new() { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") };

    private readonly List<string> _lines = [];

    public CakeWithoutAScript()
    {
        var files = new FileSystem();
        var environment = Environment();
        var globber = new Globber(files, environment);
        var configuration = new CakeConfiguration(new Dictionary<string, string>());
        var log = new RecordedLog(_lines);
        var tools = new ToolLocator(environment, new ToolRepository(environment), new ToolResolutionStrategy(files, environment, globber, configuration, log));
        var arguments = new CakeArguments(Array.Empty<string>().ToLookup(name => name));
        Context = new CakeContext(
            files, environment, globber, log, arguments, Builds, Substitute.For<IRegistry>(), tools, new CakeDataService(), configuration,
            Substitute.For<IToolInstaller>(), Substitute.For<IServiceProvider>());
    }

    public ICakeContext Context { get; }

    public RecordedBuilds Builds { get; } = new();

    /// <summary>Gets the logged lines.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public CakeWithoutAScript With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    private ICakeEnvironment Environment()
    {
        var own = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var environment = Substitute.For<ICakeEnvironment>();
        environment.WorkingDirectory.Returns(own.WorkingDirectory);
        environment.ApplicationRoot.Returns(own.ApplicationRoot);
        environment.Platform.Returns(own.Platform);
        environment.Runtime.Returns(own.Runtime);
        environment.GetEnvironmentVariables().Returns(_ => new Dictionary<string, string?>(_variables));
        environment.GetEnvironmentVariable(Arg.Any<string>()).Returns(call => _variables.GetValueOrDefault(call.Arg<string>()));
        return environment;
    }
}

/// <summary>A log that adds its lines to a list.</summary>
internal sealed class RecordedLog(List<string> lines) : ICakeLog
{
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args) =>
        lines.Add(string.Format(CultureInfo.InvariantCulture, format, args));
}
