using System.Globalization;
using Microsoft.Build.Framework;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>After a push with a static key, warns when the key expires soon: nothing else can see it coming.</summary>
public sealed class WatchNebiusStaticKey : CredentialTask
{
    private const int DefaultDays = 30;

    /// <summary>Gets or sets the registry that was pushed to.</summary>
    [Required]
    public string OutputRegistry { get; set; } = string.Empty;

    /// <summary>Gets or sets NebiusStaticKeyExpiryWarningDays.</summary>
    public string? WarningDays { get; set; }

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var days = ReadDays();
        if (days == 0 || ExaminedHost.Find(OutputRegistry, "ContainerRegistry", new NebiusSettings()) is not { } host)
        {
            return;
        }

        var options = CreateOptions();
        var finder = CreateFinder(leavesDockerConfigToSdk: false);
        var key = (await finder.ResolveAsync(host, cancellationToken).ConfigureAwait(false)).Credential!;
        if (await new StaticKeyWatch(finder, options.Settings).LookAsync(key, TimeSpan.FromDays(days), cancellationToken).ConfigureAwait(false) is { } warning)
        {
            LogWarning(warning.Code, warning.Message);
        }
    }

    private int ReadDays() => string.IsNullOrWhiteSpace(WarningDays) ? DefaultDays
        : int.TryParse(WarningDays, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3660 ? days
        : throw new NebiusRegistryException(
            MessageCodes.InvalidSetting, $"NebiusStaticKeyExpiryWarningDays is '{WarningDays}'. It is a number of days, such as {DefaultDays}; 0 switches the warning off.");
}
