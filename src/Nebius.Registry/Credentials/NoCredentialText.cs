using System.Text;

namespace Nebius.Registry.Credentials;

/// <summary>The error that says for every source what was looked at, why it has nothing, and what to type.</summary>
internal static class NoCredentialText
{
    public static string For(string purpose, SourceSelection selection, IReadOnlyList<SourceAvailability> presences)
    {
        var text = new StringBuilder($"No credential for {purpose}. Each of these sources was asked:");
        for (var i = 0; i < presences.Count; i++)
        {
            var presence = presences[i];
            text.AppendLine().Append($"  {i + 1}. {selection.Kinds[i]}: {presence.LookedAt}: {presence.WhyNot}. Next: {presence.NextCommand}");
        }

        var leftOut = string.Join(", ", selection.LeftOut);
        if (leftOut.Length > 0)
        {
            text.AppendLine().Append($"  {selection.Origin} leaves out: {leftOut}.");
        }

        if (!selection.Kinds.Contains(CredentialSourceKind.InstanceMetadata) && InstanceMetadataSource.HasLocalSign)
        {
            text.AppendLine().Append(
                "  This machine looks like a virtual machine of Nebius. To use its own service account: "
                + $"-p:NebiusCredentialSources={CredentialSourceKind.InstanceMetadata}");
        }

        return text.ToString();
    }
}
