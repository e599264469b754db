namespace Nebius.Registry.Credentials;

/// <summary>The service account of the virtual machine that the build runs on.</summary>
internal sealed class InstanceMetadataSource(CredentialChainOptions options) : ICredentialSource
{
    /// <summary>Gets a value indicating whether this machine looks like a Nebius virtual machine, without the network.</summary>
    public static bool HasLocalSign => VirtualMachineDetector.HasSigns("/");

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.InstanceMetadata;

    /// <inheritdoc/>
    // It is only asked when the user names it; only the network could say more.
    public SourceAvailability Check(RegistryHost? host) => SourceAvailability.Present("this virtual machine's metadata service");

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var namedBy = SourceSelection.From(options.Settings).Origin ?? "The list of credential sources";
        var token = await new InstanceMetadata(options).GetAsync(InstanceMetadata.WellKnownAddress, namedBy, cancellationToken)
            .ConfigureAwait(false);
        return new SourceCredential
        {
            Password = token.Token,
            Source = Kind,
            Origin = "this virtual machine's metadata service",
            ExpiresAt = token.ExpiresAt,
        };
    }
}

/// <summary>Looks for signs on the disk that a machine is a Nebius virtual machine. They are good enough for a hint only.</summary>
internal static class VirtualMachineDetector
{
    private const int LongestText = 256;

    // What the hypervisor says of itself, https://www.kernel.org/doc/html/latest/admin-guide/abi-testing.html (class/dmi/id).
    private static readonly string[] Files =
        ["sys/class/dmi/id/sys_vendor", "sys/class/dmi/id/product_name", "sys/class/dmi/id/chassis_asset_tag"];

    // The mount of older machines; its token is no longer there since 2026-09-30.
    private const string OldMount = "mnt/cloud-metadata";

    /// <summary>Tells whether there is a sign.</summary>
    /// <param name="root">The root of the file system; tests have their own.</param>
    public static bool HasSigns(string root) =>
        !OperatingSystem.IsWindows()
        && (Directory.Exists(Path.Join(root, OldMount)) || Files.Any(file => Mentions(Path.Join(root, file))));

    private static bool Mentions(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            Span<byte> text = stackalloc byte[LongestText];
            var length = stream.ReadAtLeast(text, LongestText, throwOnEndOfStream: false);
            return System.Text.Encoding.ASCII.GetString(text[..length]).Contains("nebius", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
