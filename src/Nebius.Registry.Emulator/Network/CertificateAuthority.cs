using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nebius.Registry.Emulator;

/// <summary>The CA of a world, which issues one certificate for each host name that a client connects to.</summary>
/// <remarks>A wildcard covers one label only: <c>*.nebius.cloud</c> does not cover <c>cr.eu-west1.nebius.cloud</c>.</remarks>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly ConcurrentDictionary<string, Lazy<SslStreamCertificateContext>> _leaves = new(StringComparer.OrdinalIgnoreCase);

    // TLS libraries use the system clock, so EmulatorOptions.Time does not apply.
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public CertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Nebius emulator CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(30));
        Certificate = X509CertificateLoader.LoadCertificate(_authority.RawData);
    }

    /// <summary>The certificate without its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate as clients read it.</summary>
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public SslStreamCertificateContext LeafFor(string hostName) =>
        _leaves.GetOrAdd(hostName, name => new Lazy<SslStreamCertificateContext>(() => CreateLeaf(name))).Value;

    /// <summary>Tells whether a client that trusts only this CA accepts the certificate.</summary>
    public bool Trusts(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        // Only an untrusted chain is verified again; other errors, such as another host name, remain.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        foreach (var leaf in _leaves.Values.Where(leaf => leaf.IsValueCreated))
        {
            leaf.Value.TargetCertificate.Dispose();
        }

        Certificate.Dispose();
        _authority.Dispose();
    }

    private SslStreamCertificateContext CreateLeaf(string hostName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=Nebius emulator"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var serverAuthentication = new Oid("1.3.6.1.5.5.7.3.1");
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([serverAuthentication], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        request.CertificateExtensions.Add(AlternativeName(hostName));
        using var signed = request.Create(_authority, _now.AddDays(-1), _now.AddDays(29), RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);

        // Converted by PKCS#12, because Windows can't serve TLS with an ephemeral key.
        var leaf = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(leaf, additionalCertificates: null, offline: true);
    }

    private static X509Extension AlternativeName(string hostName)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(hostName, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(hostName);
        }

        return names.Build();
    }
}
