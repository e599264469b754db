using System.Runtime.CompilerServices;

namespace Nebius.Registry.Tests.Support;

/// <summary>Messages in these tests are worded as in a build.</summary>
internal static class ProgramOfTheTests
{
    [ModuleInitializer]
    internal static void Set() => CommandsToType.Program = UserInterface.MSBuild;
}
