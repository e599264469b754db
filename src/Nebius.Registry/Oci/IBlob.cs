namespace Nebius.Registry.Oci;

/// <summary>What is stored in a registry under the digest of its bytes.</summary>
internal interface IBlob
{
    /// <summary>Gets the digest, <c>sha256:</c> and 64 hexadecimal digits.</summary>
    string Digest { get; }

    /// <summary>Gets the length in bytes.</summary>
    long Size { get; }

    /// <summary>Opens it from the beginning; for every attempt anew.</summary>
    Stream Open();
}
