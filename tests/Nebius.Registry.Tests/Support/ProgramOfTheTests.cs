using System.Runtime.CompilerServices;

namespace Nebius.Registry.Tests.Support;

/// <summary>The messages of these tests are those of a build.</summary>
internal static class ProgramOfTheTests
{
    [ModuleInitializer]
    internal static void Set() => CommandsToType.Program = UserInterface.MSBuild;
}
