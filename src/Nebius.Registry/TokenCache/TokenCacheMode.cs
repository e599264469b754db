namespace Nebius.Registry.TokenCache;

/// <summary>Where tokens are stored between builds.</summary>
internal enum TokenCacheMode
{
    /// <summary>What comes from the CLI's configuration in the CLI's file, the rest in private files.</summary>
    Auto,

    /// <summary>In the CLI's file, if the token has a name there.</summary>
    Shared,

    /// <summary>In private files.</summary>
    Private,

    /// <summary>In the memory of this process only.</summary>
    Memory,
}

/// <summary>Reads <c>NEBIUS_TOKEN_CACHE</c>.</summary>
internal static class TokenCacheSetting
{
    /// <exception cref="NebiusRegistryException">The setting is something else.</exception>
    public static TokenCacheMode Read(NebiusSettings settings)
    {
        if (settings.Find(EnvironmentVariables.TokenCache) is not { } setting)
        {
            return TokenCacheMode.Auto;
        }

        // Enum.Parse would take numbers and lists, too.
        foreach (var mode in Enum.GetValues<TokenCacheMode>())
        {
            if (setting.Value.Equals(mode.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return mode;
            }
        }

        throw new NebiusRegistryException(
            MessageCodes.InvalidSetting,
            $"{setting.Origin} isn't valid. Expected: {string.Join(", ", Enum.GetNames<TokenCacheMode>())}. The value isn't shown.");
    }
}
