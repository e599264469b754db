namespace Nebius.Registry.Build.Tasks;

/// <summary>Checks how the region and the registry are written, before the SDK fails on them in its own words.</summary>
public sealed class CheckNebiusRegistry : RegistryTask
{
    /// <summary>Gets or sets NebiusRegion, where that is to be checked: it must be a region, and that of the registry.</summary>
    public string? Region { get; set; }

    /// <summary>Gets or sets what names the region, for messages.</summary>
    public string RegionProperty { get; set; } = "NebiusRegion";

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(Region))
        {
            CheckRegion(Region);
        }
        else if (FindOutput() is null)
        {
            LogWarning(
                MessageCodes.LookAlikeHost,
                $"{RegistryProperty} is {Redactor.Host(OutputRegistry)}, which isn't a Nebius registry. Expected: "
                + "cr.<region>.nebius.cloud. It gets no credential.");
        }

        return Task.CompletedTask;
    }

    private void CheckRegion(string region)
    {
        var host = HostOf(region);
        if (!string.IsNullOrEmpty(OutputRegistry) && OutputRegistry != host)
        {
            LogError(
                MessageCodes.RegionDisagrees,
                $"NebiusRegion is {Redactor.Host(region)}, but the registry is {Redactor.Host(OutputRegistry)}. Remove one of the "
                + $"two. For the region:\n  -p:{RegistryProperty}={host}{ForTheRegistry(OutputRegistry)}");
        }
    }

    // The SDK would log a registry with a user name, and can't use it.
    private static string ForTheRegistry(string registry) =>
        registry.Contains('@', StringComparison.Ordinal) ? string.Empty : "\nFor the registry:\n  -p:NebiusRegion=";

    private string HostOf(string region)
    {
        try
        {
            return RegistryHost.ForRegion(region).Name;
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.InvalidRegion)
        {
            throw new NebiusRegistryException(
                error.Code,
                $"{RegionProperty} is {Redactor.Host(region)}, which isn't a region. Expected: the region alone:\n"
                + $"  {SetRegion(RegistryHost.LikelyRegion(region))}");
        }
    }

    private string SetRegion(string region) =>
        RegionProperty == EnvironmentVariables.DefaultRegion ? Shell.Current.Set(RegionProperty, region) : $"-p:{RegionProperty}={region}";
}
