using Microsoft.Build.Framework;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Checks with the registries whether the push can work, before the build compiles or, where that was not foreseen, before the push.
/// </summary>
public sealed class PreflightNebius : CredentialTask
{
    /// <summary>Gets or sets the repository, as far as it is known yet.</summary>
    public string? Repository { get; set; }

    /// <summary>Gets or sets a value indicating whether that is the assembly's name.</summary>
    public bool IsAssemblyName { get; set; }

    /// <summary>Gets or sets NebiusRegistryId.</summary>
    public string? RegistryId { get; set; }

    /// <summary>Gets or sets the full name of the base image, as far as it is known yet.</summary>
    public string? BaseImage { get; set; }

    /// <summary>Gets or sets NebiusPreflight.</summary>
    public string? Mode { get; set; }

    /// <summary>Gets or sets NebiusCopyTo.</summary>
    public string? CopyTo { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the build has not compiled yet, so that targets may still change what is pushed.
    /// </summary>
    public bool IsEarly { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether NebiusPreflight=true would have found a problem before the build compiled.
    /// </summary>
    public bool CouldBeEarlier { get; set; }

    /// <summary>Gets or sets what was checked, and returns what is checked now.</summary>
    [Output]
    public string Checked { get; set; } = string.Empty;

    /// <summary>Gets what <see cref="AwaitNebiusPreflight"/> takes: the check that goes on while the build does. Empty if it is done.</summary>
    [Output]
    public string Pending { get; private set; } = string.Empty;

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task ExecuteAsync(CancellationToken cancellationToken)
    {
        GlobalProperties.RefuseSecretsAndDestinations();
        var mode = ReadMode();
        var plan = CreatePlan();
        var key = string.IsNullOrWhiteSpace(CopyTo) ? plan.Key : $"{plan.Key} and {CopyTo}";
        if (mode == PreflightMode.Off || key == Checked || (plan.Host is null && plan.BaseHost is null))
        {
            return;
        }

        var check = new BuildPreflight(plan, CopyTo, RegistryId, CreateFinder(leavesDockerConfigToSdk: false), CreateOptions());
        Checked = key;
        if (IsEarly && PendingPreflight.CanOutlive(BuildEngine))
        {
            Pending = PendingPreflight.Start(BuildEngine, check, FindHint(mode));
        }
        else
        {
            LogPreflight(await check.RunAsync(cancellationToken).ConfigureAwait(false), FindHint(mode));
        }
    }

    // What may help where the check finds a problem that the push would not have.
    private string? FindHint(PreflightMode mode) =>
        IsEarly && CanATargetChangeThePush()
            ? "Nebius: checked before the build. If one of your targets changes the registry or the credential later, add "
                + "-p:NebiusPreflight=false"
        : !IsEarly && CouldBeEarlier && mode == PreflightMode.Auto
            ? "Nebius: to check this before the build compiles, add -p:NebiusPreflight=true"
        : null;

    // What was typed is what is meant. Whatever else the project sets, one of its targets may set later.
    private bool CanATargetChangeThePush()
    {
        bool IsTyped(params string[] properties) => properties.Any(GlobalProperties.IsTyped);

        return !IsTyped("ContainerRegistry", "RegistryUrl", "NebiusRegion")
            || !(string.IsNullOrWhiteSpace(CopyTo) || IsTyped("NebiusCopyTo"))
            || !IsTyped("ContainerRepository", "NebiusRegistryId")
            || CreateSettings().CheckedIn.Count > 0;
    }

    private PreflightMode ReadMode() => Mode?.Trim().ToUpperInvariant() switch
    {
        null or "" or "AUTO" => PreflightMode.Auto,
        "TRUE" => PreflightMode.On,
        "FALSE" => PreflightMode.Off,
        _ => throw new NebiusRegistryException(
            MessageCodes.InvalidSetting, $"NebiusPreflight is '{Redactor.Value(Mode)}'. Expected: Auto, true or false."),
    };

    private PushPlan CreatePlan()
    {
        var host = FindOutput();
        var image = ImageReference.Parse(BaseImage ?? string.Empty);
        var repository = host is null ? null : RepositoryPath.ForImage(host, Repository ?? string.Empty, RegistryId, IsAssemblyName);
        var baseHost = FindBase(image?.Registry);
        return new PushPlan
        {
            Host = host,
            Repository = repository?.Value ?? string.Empty,

            // Without the registry's id nothing can be pushed, so a target is about to set it.
            IsGuess = IsEarly && host?.Region is not null && repository?.BeginsWithId == false,
            ForeignCredential = SdkVariables.UsersPush is { } pair ? $"{pair}_UNAME and _PWORD" : null,
            BaseHost = SdkVariables.UsersPull(isOutputRegistry: baseHost == host) is null ? baseHost : null,
            BaseImage = image,
        };
    }

    private enum PreflightMode
    {
        Auto,
        On,
        Off,
    }
}
