namespace Nebius.Registry.Build.Tasks;

/// <summary>Looks at a registry that has our name in it but is not written as ours is, before the SDK fails on it in its own words.</summary>
public sealed class CheckNebiusRegistry : NebiusTask
{
    /// <summary>Gets or sets the registry that was given.</summary>
    [Microsoft.Build.Framework.Required]
    public string Registry { get; set; } = string.Empty;

    /// <summary>Gets or sets the property that it was given in.</summary>
    [Microsoft.Build.Framework.Required]
    public string Property { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var host = ExaminedHost.Find(Registry, Property, new NebiusSettings());
        if (host is null)
        {
            // What has an '@' may have a password before it.
            var shown = Registry.Contains('@', StringComparison.Ordinal) ? "a host with a user name" : $"'{PrintedText.OfValue(Registry)}'";
            LogWarning(
                MessageCodes.LookAlikeHost,
                $"{Property} is {shown}, which is no host of Nebius Container Registry (cr.<region>.nebius.cloud). It gets no credential from Nebius.Registry.Build.");
        }

        return Task.CompletedTask;
    }
}
