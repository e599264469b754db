namespace Nebius.Registry;

// NEBIUS16xx: Helm charts.
internal static partial class MessageCodes
{
    /// <summary>A chart is not as helm wants it.</summary>
    public const string ChartInvalid = "NEBIUS1601";

    /// <summary>A chart that another one needs is not in it.</summary>
    public const string ChartDependencyMissing = "NEBIUS1602";

    /// <summary>A packed chart has a name that leads out of its directory.</summary>
    public const string ChartUnsafe = "NEBIUS1603";

    /// <summary>Another chart has this name and version in the registry.</summary>
    public const string ChartTagTaken = "NEBIUS1604";

    /// <summary>The repository of a chart is none.</summary>
    public const string ChartRepositoryInvalid = "NEBIUS1605";

    /// <summary>A chart, or what is made of it, could not be read or written.</summary>
    public const string ChartNotWritten = "NEBIUS1606";

    /// <summary>Nothing says which registry of Nebius the charts go to.</summary>
    public const string ChartRegistryMissing = "NEBIUS1607";

    /// <summary>Two charts would have the same tag.</summary>
    public const string ChartTwice = "NEBIUS1608";

    /// <summary>A link of a chart leads to where no chart's link may lead.</summary>
    public const string LinkLeadsOut = "NEBIUS1609";

    /// <summary>There is a pipe, a device or a directory where a file is expected.</summary>
    public const string NotARegularFile = "NEBIUS1610";

    /// <summary>A file of a chart changed while it was being read.</summary>
    public const string ChartFileChanged = "NEBIUS1611";

    /// <summary>The tag of a chart holds something that is no chart.</summary>
    public const string ChartTagHoldsOther = "NEBIUS1613";

    /// <summary>The push of a chart waited too long for the registry.</summary>
    public const string ChartPushTimedOut = "NEBIUS1614";
}
