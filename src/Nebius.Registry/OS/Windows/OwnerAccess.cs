using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Nebius.Registry.OS.Windows;

/// <summary>
/// Files and directories that only this user and the system may open, whatever the directory around them allows: what mode 0600 is
/// elsewhere. They have these rights from the beginning.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class OwnerAccess
{
    private const int BufferBytes = 4096;
    private const InheritanceFlags ToAllInside = InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit;

    private static readonly SecurityIdentifier TheSystem = new(WellKnownSidType.LocalSystemSid, null);

    // Administrators can take any file. The other two stand for the owner.
    private static readonly WellKnownSidType[] Harmless =
        [WellKnownSidType.BuiltinAdministratorsSid, WellKnownSidType.CreatorOwnerSid, WellKnownSidType.WinCreatorOwnerRightsSid];

    /// <summary>Makes a directory, whose files and directories get its rights.</summary>
    /// <param name="path">An absolute path.</param>
    public static void CreateDirectory(string path)
    {
        var security = new DirectorySecurity();
        Close(security);
        foreach (var account in (SecurityIdentifier[])[User(), TheSystem])
        {
            security.AddAccessRule(new FileSystemAccessRule(
                account, FileSystemRights.FullControl, ToAllInside, PropagationFlags.None, AccessControlType.Allow));
        }

        new DirectoryInfo(path).Create(security);
    }

    /// <summary>Makes a file that doesn't exist yet.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="likeFile">
    /// A file whose rights it gets, if they aren't those of its directory; null for this user alone.
    /// </param>
    public static FileStream CreateFile(string path, string? likeFile = null)
    {
        var security = likeFile is null ? OfThisUser() : CopyOf(likeFile);
        return security is null
            ? new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None)
            : new FileInfo(path).Create(
                FileMode.CreateNew, FileSystemRights.Write, FileShare.None, BufferBytes, FileOptions.None, security);
    }

    /// <summary>Tells whether a directory belongs to this user.</summary>
    public static bool IsOwn(DirectoryInfo directory)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var owner = directory.GetAccessControl(AccessControlSections.Owner).GetOwner(typeof(SecurityIdentifier));

        // What an administrator makes belongs to all of them, which the second one says.
        return owner is not null && (owner.Equals(identity.User) || owner.Equals(identity.Owner));
    }

    /// <summary>Returns who else may read or change what is in a directory; null when no one may.</summary>
    public static string? OtherReader(string path)
    {
        var user = User();
        var rules = new DirectoryInfo(path).GetAccessControl(AccessControlSections.Access)
            .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier));
        return rules.Cast<FileSystemAccessRule>()
            .Where(rule => rule.AccessControlType == AccessControlType.Allow)
            .Select(rule => (SecurityIdentifier)rule.IdentityReference)
            .FirstOrDefault(account => account != user && account != TheSystem && !Harmless.Any(account.IsWellKnown)) is { } other
                ? NameOf(other)
                : null;
    }

    private static string NameOf(SecurityIdentifier account)
    {
        try
        {
            return account.Translate(typeof(NTAccount)).Value;
        }
        catch (IdentityNotMappedException)
        {
            return account.Value;
        }
    }

    private static FileSecurity OfThisUser()
    {
        var security = new FileSecurity();
        Close(security);
        foreach (var account in (SecurityIdentifier[])[User(), TheSystem])
        {
            security.AddAccessRule(new FileSystemAccessRule(account, FileSystemRights.FullControl, AccessControlType.Allow));
        }

        return security;
    }

    // Inherited rights come from the directory, and the new file is in the same one.
    private static FileSecurity? CopyOf(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var there = new FileInfo(file).GetAccessControl(AccessControlSections.Access);
        if (!there.AreAccessRulesProtected
            && there.GetAccessRules(includeExplicit: true, includeInherited: false, typeof(SecurityIdentifier)).Count == 0)
        {
            return null;
        }

        var copy = new FileSecurity();
        copy.SetSecurityDescriptorSddlForm(there.GetSecurityDescriptorSddlForm(AccessControlSections.Access), AccessControlSections.Access);
        return copy;
    }

    private static void Close(FileSystemSecurity security) =>
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);

    private static SecurityIdentifier User()
    {
        using var identity = WindowsIdentity.GetCurrent();
        return identity.User!;
    }
}
