using System.Text;

namespace Nebius.Registry.Credentials;

/// <summary>The error that says for every source what was looked at, why it has nothing, and what to type.</summary>
internal static class NoCredentialText
{
    public static string For(RegistryHost host, SourceSelection selection, IReadOnlyList<SourcePresence> presences)
    {
        var text = new StringBuilder($"No credential for {host}. Each of these sources was asked and is not set:");
        for (var i = 0; i < presences.Count; i++)
        {
            text.AppendLine().Append($"  {i + 1}. {selection.Kinds[i]}: {presences[i].LookedAt}. Next: {presences[i].NextCommand}");
        }

        var leftOut = string.Join(", ", selection.LeftOut);
        if (leftOut.Length > 0)
        {
            text.AppendLine().Append($"  {selection.Origin} leaves out: {leftOut}.");
        }

        return text.AppendLine()
            .Append($"  'docker login {host}' is used by the SDK itself, without this package: -p:NebiusRegistryEnabled=false")
            .ToString();
    }
}
