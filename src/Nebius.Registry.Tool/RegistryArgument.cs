using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool;

/// <summary>Reads a registry as users type it: a region, a host, a host with a path, or a registry ID.</summary>
internal static partial class RegistryArgument
{
    /// <summary>Describes an argument that is a registry, with the regions.</summary>
    /// <param name="more">What is special about the argument.</param>
    public static string Describe(string more) =>
        "A region, a host (cr.eu-north1.nebius.cloud) or a registry ID (registry-e00abc). "
        + $"{more} Regions: {string.Join(", ", HelperEntries.DocumentedRegions)}.";

    /// <summary>Reads one registry. The Nebius API is asked for the region of a registry ID.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="settings">What the user set.</param>
    /// <param name="cancellationToken">Ends the call of the API.</param>
    /// <exception cref="UsageException">It isn't a registry that may get a credential.</exception>
    /// <exception cref="NebiusRegistryException">The API doesn't know the registry, or can't be asked.</exception>
    public static async Task<RegistryTarget> ReadAsync(string text, NebiusSettings settings, CancellationToken cancellationToken)
    {
        UsageException.Check(() => RegistryTarget.RefuseUserName(text));
        var typed = text.Trim();
        var first = typed.Split('/')[0];
        if (RegistryId.IsLikely(first))
        {
            var locator = new RegistryLocator(new CredentialChainOptions { Settings = settings });
            var host = await locator.FindAsync(first, cancellationToken).ConfigureAwait(false);
            return UsageException.Read(() => RegistryTarget.Parse($"{host}/{typed}", settings));
        }

        if (IsWord(first) && !Region().IsMatch(first))
        {
            throw new UsageException(
                $"{MessageCodes.InvalidRegion}: '{Redactor.Value(first)}' isn't a region, a registry's host or a registry ID. "
                + "Expected: eu-north1, cr.eu-north1.nebius.cloud or registry-e00abc.");
        }

        return UsageException.Read(() => RegistryTarget.Parse(typed, settings));
    }

    /// <summary>
    /// Returns the registry of NEBIUS_REGION or NEBIUS_REGISTRY_ID, and prints it to the standard error; null if neither is set.
    /// </summary>
    public static async Task<RegistryHost?> DefaultAsync(NebiusSettings settings, CancellationToken cancellationToken)
    {
        var options = new CredentialChainOptions { Settings = settings };
        if (await DefaultRegistry.FindAsync(options, cancellationToken).ConfigureAwait(false) is not { } registry)
        {
            return null;
        }

        await Notes.WriteAsync(registry.Line).ConfigureAwait(false);
        return registry.Host;
    }

    /// <summary>Requires a registry, unless the environment has a default.</summary>
    public static void RequireOneOrDefault(Command command, Argument argument) => command.Validators.Add(result =>
    {
        if (result.GetResult(argument) is null or { Tokens.Count: 0 } && !DefaultRegistry.IsSet(new NebiusSettings()))
        {
            result.AddError($"No registry given. Name one, or set NEBIUS_REGION:\n  nebius-registry {command.Name} eu-north1");
        }
    });

    /// <summary>Reads several registries, each as <see cref="ReadAsync"/> does.</summary>
    public static async Task<IReadOnlyList<RegistryHost>> ReadHostsAsync(
        IEnumerable<string> texts, NebiusSettings settings, CancellationToken cancellationToken)
    {
        var hosts = new List<RegistryHost>();
        foreach (var text in texts)
        {
            hosts.Add((await ReadAsync(text, settings, cancellationToken).ConfigureAwait(false)).Host);
        }

        return [.. hosts.Distinct()];
    }

    /// <summary>Reads several registries; without any, that of the environment.</summary>
    public static async Task<IReadOnlyList<RegistryHost>> ReadHostsOrDefaultAsync(
        IReadOnlyCollection<string>? texts, NebiusSettings settings, CancellationToken cancellationToken)
    {
        if (texts is { Count: > 0 })
        {
            return await ReadHostsAsync(texts, settings, cancellationToken).ConfigureAwait(false);
        }

        return await DefaultAsync(settings, cancellationToken).ConfigureAwait(false) is { } host ? [host] : [];
    }

    /// <summary>Refuses an option that the command doesn't have, which would be taken for a registry.</summary>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            result.AddError(
                $"There is no option '{Redactor.Value(token.Value)}'. See:\n  nebius-registry {PathOf(result.Parent)}--help");
        }
    });

    /// <summary>Whether a word has the form of a region.</summary>
    public static bool IsRegion(string text) => Region().IsMatch(text);

    // Such as "helm push "; nothing for the root.
    private static string PathOf(SymbolResult? symbol) =>
        symbol is CommandResult { Command: not RootCommand } command ? $"{PathOf(command.Parent)}{command.Command.Name} " : string.Empty;

    private static bool IsWord(string text) => !text.AsSpan().ContainsAny('.', ':', '/');

    // Regions that Nebius adds later are accepted by their form.
    [GeneratedRegex(@"\A[a-z]{2,}(?:-[a-z]+)*[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Region();
}
