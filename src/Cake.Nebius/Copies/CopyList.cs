using Nebius.Registry;
using Nebius.Registry.Copying;

namespace Cake.Nebius.Copies;

/// <summary>The list <c>CopyTo</c> of a script, as the property NebiusCopyTo has it.</summary>
internal static class CopyList
{
    /// <summary>Returns the list; empty for no copies.</summary>
    /// <exception cref="NebiusRegistryException">An entry is empty, isn't valid, or is there twice.</exception>
    public static string Join(IEnumerable<string>? entries, NebiusSettings settings)
    {
        string[] all = [.. entries ?? []];
        var list = string.Join('+', all);
        if (all.Length > 0)
        {
            CopyDestination.ParseAll(list, settings);
        }

        return list;
    }
}
