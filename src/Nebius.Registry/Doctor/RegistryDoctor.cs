namespace Nebius.Registry.Doctor;

/// <summary>
/// Looks at everything that decides whether a push to a registry works, or a pull of docker's, podman's or helm's, and says for each what it
/// is and what to type next. It changes nothing, except that a token may be exchanged and kept as a build would.
/// </summary>
/// <param name="options">What is looked at.</param>
public sealed class RegistryDoctor(DoctorOptions options)
{
    /// <summary>Looks at everything. It takes some seconds at most where nobody answers, and runs no program but the sources' own.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found. That something does not work is a finding.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<DoctorReport> RunAsync(CancellationToken cancellationToken)
    {
        var iam = IamFindings.OfAsync(options, cancellationToken);
        var registry = RegistryFindings.OfAsync(options, cancellationToken);
        await Task.WhenAll(iam, registry).ConfigureAwait(false);
        return new DoctorReport(options.Host, options.Repository,
        [
            .. SourceFindings.Of(options),
            .. await iam.ConfigureAwait(false),
            .. await registry.ConfigureAwait(false),
            .. ToolFindings.Of(options),
            .. HelperFindings.Of(options),
        ]);
    }
}
