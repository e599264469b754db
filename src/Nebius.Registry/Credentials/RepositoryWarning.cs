using Nebius.Registry.OS;

namespace Nebius.Registry.Credentials;

/// <summary>Warns of files with credentials in a repository, from where they come into commits, images and artifacts.</summary>
internal static class RepositoryWarning
{
    public static void Check(string path, string shownPath, string origin, NebiusSettings settings, CredentialLog notes)
    {
        if (Workspace.Of(settings).Contains(path))
        {
            notes.Warn(
                MessageCodes.CredentialInRepository,
                $"{origin} is '{shownPath}', which lies in the repository, so it may end in a commit, an image or an artifact. Move it out of there; "
                + "if it was ever committed, revoke what is in it.");
        }
    }
}
