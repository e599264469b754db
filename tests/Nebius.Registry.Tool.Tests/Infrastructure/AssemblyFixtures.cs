using Nebius.Registry.Tool.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(InstalledTool))]
[assembly: AssemblyFixture(typeof(Arm64Command))]
[assembly: AssemblyFixture(typeof(MuslCommand))]
