using Microsoft.Build.Framework;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Says what is wrong with NebiusRegion. A task, as an error of a target would show whatever the property holds.</summary>
public sealed class RefuseNebiusRegion : NebiusTask
{
    /// <summary>Gets or sets NebiusRegion.</summary>
    [Required]
    public string Region { get; set; } = string.Empty;

    /// <summary>Gets or sets the registry that is given beside it; empty when none is.</summary>
    public string? Registry { get; set; }

    /// <inheritdoc />
    protected override System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var host = Host();
        if (!string.IsNullOrEmpty(Registry))
        {
            var region = PrintedText.OfValue(Region);
            LogError(
                MessageCodes.RegionDisagrees,
                $"NebiusRegion is '{region}', whose registry is {host}, but the registry given is '{PrintedText.OfValue(Registry)}'. "
                + $"Drop one of the two, or type -p:ContainerRegistry={host}. To push elsewhere: -p:NebiusRegion=");
        }

        return System.Threading.Tasks.Task.CompletedTask;
    }

    private string Host()
    {
        try
        {
            return RegistryHost.ForRegion(Region).Name;
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.InvalidRegion)
        {
            throw new NebiusRegistryException(
                error.Code,
                $"NebiusRegion is '{PrintedText.OfValue(Region)}', which is no region of Nebius AI Cloud. It is written as in eu-west1, without the host around it.");
        }
    }
}
