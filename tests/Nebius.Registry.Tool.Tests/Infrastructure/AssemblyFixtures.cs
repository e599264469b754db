using Nebius.Registry.Tool.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(InstalledTool))]
