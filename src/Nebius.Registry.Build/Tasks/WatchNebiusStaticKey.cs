using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>After a push with a static key, warns when the key expires soon: nothing else can see it coming.</summary>
public sealed class WatchNebiusStaticKey : CredentialTask
{
    /// <summary>Gets or sets the registry that was pushed to.</summary>
    [Required]
    public string OutputRegistry { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusStaticKeyExpiryWarningDays; the targets have looked at it before the push.</summary>
    public int WarningDays { get; set; }

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (WarningDays == 0 || ExaminedHost.Find(OutputRegistry, "ContainerRegistry", new NebiusSettings()) is not { } host)
        {
            return;
        }

        var options = CreateOptions();
        var finder = CreateFinder(leavesDockerConfigToSdk: false);
        var key = (await finder.ResolveAsync(host, cancellationToken).ConfigureAwait(false)).Credential!;
        if (await new StaticKeyExpiryCheck(finder, options.Settings).LookAsync(key, TimeSpan.FromDays(WarningDays), cancellationToken).ConfigureAwait(false) is { } warning)
        {
            LogWarning(warning.Code, warning.Message);
        }
    }
}
