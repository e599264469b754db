using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>Tells of the cache's troubles, of each one once.</summary>
internal sealed class CacheNotes(CredentialLog notes)
{
    public void Tell(PrivateFileException trouble)
    {
        if (trouble.IsWarning)
        {
            Warn(trouble.Message);
        }
        else if (!notes.Lines.Contains(trouble.Message))
        {
            notes.Say(trouble.Message);
        }
    }

    public void Warn(string text)
    {
        if (notes.Warnings.All(warning => warning.Message != text))
        {
            notes.Warn(MessageCodes.TokenCacheUnusable, text);
        }
    }
}
