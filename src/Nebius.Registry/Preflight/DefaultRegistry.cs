using Nebius.Registry.Credentials;

namespace Nebius.Registry.Preflight;

/// <summary>The registry of NEBIUS_REGION and NEBIUS_REGISTRY_ID, which a command or a script means when it names none.</summary>
/// <param name="Host">The host.</param>
/// <param name="Origin">The variable that says so, for the log.</param>
internal sealed record DefaultRegistry(RegistryHost Host, string Origin)
{
    /// <summary>Finds it. The Nebius API is asked where a registry is that only its ID names.</summary>
    /// <param name="options">What the user set.</param>
    /// <param name="cancellationToken">Ends the call of the API.</param>
    /// <returns>The registry; null when neither variable is set.</returns>
    /// <exception cref="NebiusRegistryException">The region isn't one, or the API doesn't know the registry.</exception>
    public static async Task<DefaultRegistry?> FindAsync(CredentialChainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Settings.FromEnvironment(EnvironmentVariables.DefaultRegion) is { } region)
        {
            return new(RegistryHost.ForRegion(region.Value), region.Origin);
        }

        return RegistryIdOf(options.Settings) is { } id
            ? new(await new RegistryLocator(options).FindAsync(id.Value, cancellationToken).ConfigureAwait(false), id.Origin)
            : null;
    }

    /// <summary>Returns whether one of the variables is set.</summary>
    public static bool IsSet(NebiusSettings settings) =>
        (settings.FromEnvironment(EnvironmentVariables.DefaultRegion) ?? RegistryIdOf(settings)) is not null;

    /// <summary>Returns NEBIUS_REGISTRY_ID, the default for what is pushed; null when it is not set.</summary>
    public static SettingValue? RegistryIdOf(NebiusSettings settings) => settings.FromEnvironment(EnvironmentVariables.DefaultRegistryId);

    /// <summary>Returns NEBIUS_REGISTRY_ID for charts, unless a host or another ID is named; null when there is no such default.</summary>
    /// <param name="hostOrRegion">What was typed; empty for the default registry.</param>
    /// <param name="repository">The path in front of the chart's name; null for the default.</param>
    /// <param name="settings">Where the environment is read.</param>
    public static SettingValue? RegistryIdFor(string hostOrRegion, string? repository, NebiusSettings settings) =>
        hostOrRegion.AsSpan().ContainsAny('.', ':') || RegistryId.IsLikely((repository ?? string.Empty).Split('/')[0])
            ? null
            : RegistryIdOf(settings);

    /// <summary>Gets the line for the log.</summary>
    public string Line => $"Nebius: the registry is {Host}, from {Origin}";
}
