using Microsoft.Build.Framework;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
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

        if (SdkLayerCache.FindProblem() is { } unwritable)
        {
            throw unwritable;
        }

        PrivateDirectory.RequirePlace(CreateSettings());
        var reports = await System.Threading.Tasks.Task.WhenAll(
            new PushPreflight(CreateFinder(leavesDockerConfigToSdk: false)).RunAsync(plan, cancellationToken),
            RunCopiesAsync(plan, cancellationToken)).ConfigureAwait(false);
        Checked = key;
        Report(reports[0].And(reports[1]), mode);
    }

    private async Task<PreflightReport> RunCopiesAsync(PushPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Host is null || string.IsNullOrWhiteSpace(CopyTo))
        {
            return new PreflightReport();
        }

        var provider = CreateFinder(leavesDockerConfigToSdk: false);
        var registries = await CopyRegistries.FindAsync(CopyTo, plan.Host, plan.Repository, CreateOptions(), cancellationToken)
            .ConfigureAwait(false);
        var report = new PreflightReport { Problems = [.. registries.Problems.Select(error => new Advice(error.Code, error.Message))] }
            .And(await new CopyPreflight(new PushPreflight(provider)).RunAsync(registries.Found, plan.Repository, cancellationToken)
                .ConfigureAwait(false));
        return plan.ForeignCredential is null ? report : report.And(await CheckSourceAsync(provider, plan).ConfigureAwait(false));

        async Task<PreflightReport> CheckSourceAsync(ICredentialProvider source, PushPlan pushed)
        {
            try
            {
                await source.ResolveAsync(pushed.Host!, cancellationToken).ConfigureAwait(false);
                return new PreflightReport();
            }
            catch (NebiusRegistryException error)
            {
                return PreflightReport.Bad(new Advice(
                    error.Code,
                    $"The copies of NebiusCopyTo are read from {pushed.Host}, for which {pushed.ForeignCredential} aren't used. "
                    + error.Message));
            }
        }
    }

    private void Report(PreflightReport report, PreflightMode mode)
    {
        var hasProblem = report.Problems.Count > 0;
        foreach (var line in report.Lines)
        {
            LogLine(hasProblem ? MessageImportance.High : MessageImportance.Normal, $"Nebius: {line}");
        }

        foreach (var gap in report.Gaps)
        {
            LogLine(MessageImportance.Normal, $"Nebius: {gap}");
        }

        foreach (var problem in report.Problems)
        {
            if (problem.Code is (MessageCodes.RegistryUnknown or MessageCodes.RegistryElsewhere) && !string.IsNullOrWhiteSpace(RegistryId))
            {
                // The location that was remembered may be out of date.
                new RegistryLocator(CreateOptions()).Forget(RegistryId);
            }

            LogError(problem.Code, problem.Message);
        }

        if (hasProblem && IsEarly && CanATargetChangeThePush())
        {
            LogLine(
                MessageImportance.High,
                "Nebius: checked before the build. If one of your targets changes the registry or the credential later, add "
                + "-p:NebiusPreflight=false");
        }
        else if (hasProblem && CouldBeEarlier && mode == PreflightMode.Auto)
        {
            LogLine(MessageImportance.High, "Nebius: to check this before the build compiles, add -p:NebiusPreflight=true");
        }
    }

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
