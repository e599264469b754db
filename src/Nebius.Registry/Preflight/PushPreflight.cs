using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Finds out whether a push can work before a build spends its time on it: the credential, where the registry sends those who have one,
/// whether it may push to this repository (an upload is opened and cancelled), and whether the base image is there.
/// </summary>
internal sealed class PushPreflight
{
    private readonly ICredentialProvider _provider;

    /// <summary>Makes a preflight.</summary>
    /// <param name="provider">Finds the credentials; one that reads docker's logins, too, and leaves none to others.</param>
    public PushPreflight(ICredentialProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = provider;
    }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what asks the registries.</summary>
    public RegistryProbe Probe { get; init; } = new();

    /// <summary>Gets what makes the clients of the Nebius API; a test puts its own here.</summary>
    internal ApiClients Api { get; init; } = new();

    /// <summary>Asks all that can be asked, at the same time.</summary>
    /// <param name="plan">What is about to be pushed and pulled.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found; a question that can't be asked isn't a problem.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<PreflightReport> RunAsync(PushPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var push = plan.Host is { } host ? Open(host, cancellationToken) : null;
        using var other = plan.BaseHost is { } baseHost && baseHost != plan.Host ? Open(baseHost, cancellationToken) : null;
        var reports = await Task.WhenAll(
            push is null ? NothingToAsk : CodedAsync(() => AskAboutPushAsync(push, plan, cancellationToken)),
            plan.BaseHost is null
                ? NothingToAsk
                : CodedAsync(() => AskAboutBaseAsync((other ?? push)!, plan, cancellationToken))).ConfigureAwait(false);
        return Together(reports[0], reports[1]);
    }

    private static Task<PreflightReport> NothingToAsk => Task.FromResult(new PreflightReport());

    private RegistrySession Open(RegistryHost host, CancellationToken cancellationToken) => new(host, Probe, _provider, cancellationToken);

    private async Task<PreflightReport> AskAboutPushAsync(RegistrySession session, PushPlan plan, CancellationToken cancellationToken)
    {
        if (plan.ForeignCredential is { } foreign)
        {
            var ping = await session.Ping.ConfigureAwait(false);
            return ping.Status == ProbeStatus.UntrustedRealm && session.Host.Region is not null
                ? PreflightReport.Bad(UntrustedRealmAdvice.WithoutCredential(session.Host, ping))
                : PreflightReport.Gap($"The push to {session.Host} uses {foreign}, which isn't checked before the push.");
        }

        try
        {
            return await AskAsync(
                session, plan.Repository, RegistryAction.Push, null, plan.IsGuess, cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error) when (session.Host.Region is null)
        {
            return NotTried($"push to {session.Host}", error);
        }
    }

    // A docker login for a registry outside Nebius may be of a kind that only the SDK can use.
    private static PreflightReport NotTried(string what, NebiusRegistryException error) =>
        PreflightReport.Gap($"The {what} can't be checked before the push: {error.Message}");

    private async Task<PreflightReport> AskAboutBaseAsync(RegistrySession session, PushPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                session,
                plan.BaseImage!.Repository,
                RegistryAction.Pull,
                plan.BaseImage.Reference,
                isGuess: false,
                cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error) when (error.Code == MessageCodes.NoCredential)
        {
            // Some Nebius registries serve images to anonymous clients.
            return PreflightReport.Gap($"No credential is set for the base image of {session.Host}; it is pulled without one.");
        }
        catch (NebiusRegistryException error) when (session.Host.Region is null)
        {
            return NotTried($"pull of the base image from {session.Host}", error);
        }
    }

    private async Task<PreflightReport> AskAsync(
        RegistrySession session,
        string repository,
        RegistryAction action,
        string? reference,
        bool isGuess,
        CancellationToken cancellationToken)
    {
        var resolution = await session.CredentialAsync().ConfigureAwait(false);
        var (asked, result) = await session.ProbeAsync(
            resolution.Credential!, repository, action, reference, cancellationToken).ConfigureAwait(false);
        var purpose = $"{(action == RegistryAction.Push ? "push to" : "pull from")} {session.Host}/{repository}";
        if (result.Status == ProbeStatus.Accepted)
        {
            return PreflightReport.Good($"{asked.Source} ({asked.Origin}) may {purpose}.");
        }

        if (!PreflightPolicy.IsConclusive(result.Status, asked, isGuess))
        {
            return PreflightReport.Gap(
                $"Can't tell yet whether {asked.Source} ({asked.Origin}) may {purpose}: {result.Request}: "
                + $"{result.Error ?? $"HTTP {result.HttpStatus}"}.");
        }

        var failure = new PushFailure
        {
            Credential = asked,
            Repository = repository,
            Action = action,
            Reference = reference,
            Probe = result,
            Now = Time.GetUtcNow(),
        };
        var diagnosis = await new RefusalDiagnosis(_provider) { Api = Api }.AskAsync(failure, cancellationToken).ConfigureAwait(false);
        return PreflightReport.Bad(diagnosis ?? PushAdvice.For(failure)) with { Lines = resolution.Lines };
    }

    private static async Task<PreflightReport> CodedAsync(Func<Task<PreflightReport>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (NebiusRegistryException error)
        {
            return PreflightReport.Bad(new Advice(error.Code, error.Message));
        }
    }

    // A problem with a credential that both use is reported once.
    private static PreflightReport Together(PreflightReport push, PreflightReport pull)
    {
        var all = push.And(pull);
        return all with { Problems = [.. all.Problems.Distinct()] };
    }
}

/// <summary>What a preflight found. Nothing in it is secret.</summary>
internal sealed record PreflightReport
{
    /// <summary>Gets why the push would fail, with what to type; empty when nothing speaks against it.</summary>
    public IReadOnlyList<Advice> Problems { get; init; } = [];

    /// <summary>Gets what was found good, and which source was passed by, a line each.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets what could not be asked, so that the push itself will tell, a line each.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    internal static PreflightReport Good(string line) => new() { Lines = [line] };

    internal static PreflightReport Bad(Advice problem) => new() { Problems = [problem] };

    internal static PreflightReport Gap(string line) => new() { Gaps = [line] };

    internal PreflightReport And(PreflightReport other) => new()
    {
        Problems = [.. Problems, .. other.Problems],
        Lines = [.. Lines, .. other.Lines],
        Gaps = [.. Gaps, .. other.Gaps],
    };
}

/// <summary>Which answers of a registry stop a build that would push minutes later.</summary>
internal static class PreflightPolicy
{
    /// <summary>Tells whether a refusal would also be the push's.</summary>
    /// <param name="status">What the registry answered; not that it accepts.</param>
    /// <param name="asked">Who asked.</param>
    /// <param name="isGuess">Whether the repository may still become another one.</param>
    /// <returns>False when the push itself will have to tell.</returns>
    public static bool IsConclusive(ProbeStatus status, RegistryCredential asked, bool isGuess)
    {
        var isOfOthers = asked.Host.Region is null;
        return status switch
        {
            // A moment may change it.
            ProbeStatus.Unreachable or ProbeStatus.Timeout or ProbeStatus.Other => false,
            ProbeStatus.Denied or ProbeStatus.NameUnknown => !isGuess,

            // A trusted registry outside Nebius may have its token server elsewhere. This check doesn't go there; the SDK does.
            ProbeStatus.UntrustedRealm => !isOfOthers,

            // The SDK reads docker's logins by itself, and knows kinds of them that this library doesn't.
            ProbeStatus.Unauthorized => !(isOfOthers && asked.Source == CredentialSourceKind.DockerConfig),
            _ => true,
        };
    }
}
