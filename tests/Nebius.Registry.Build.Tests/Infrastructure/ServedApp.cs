using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>
/// A built app that one MSBuild server publishes for all cases of a class: for messages and settings. Tests of what a process
/// caches (the SDK's authentication, tokens, certificates, the language) or reads from its command line need <see cref="BuiltApp"/>.
/// </summary>
public sealed class ServedApp(PackedPackages packages) : BuiltApp(packages)
{
    protected override bool HasServer => true;

    /// <summary>Publishes in a separate process.</summary>
    public Task<CommandResult> PublishAloneAsync(IReadOnlyDictionary<string, string?> environment, params string[] properties) =>
        AloneAsync(() => PublishAsync(environment, properties));

    /// <summary>Builds in a separate process.</summary>
    public async Task<CommandResult> AloneAsync(Func<Task<CommandResult>> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        Scene.BuildsAlone = true;
        try
        {
            return await build();
        }
        finally
        {
            Scene.BuildsAlone = false;
        }
    }
}
