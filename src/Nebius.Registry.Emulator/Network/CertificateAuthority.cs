using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nebius.Registry.Emulator;

/// <summary>The world's own CA, and one leaf certificate for each host name that a client asks for.</summary>
/// <remarks>A wildcard covers one label only: `*.nebius.cloud` would not do for `cr.eu-west1.nebius.cloud`.</remarks>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly ConcurrentDictionary<string, Lazy<SslStreamCertificateContext>> _leaves = new(StringComparer.OrdinalIgnoreCase);

    // TLS libraries go by the machine's clock, so the world's TimeProvider has no say here.
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

    /// <summary>The public half.</summary>
    public X509Certificate2 Certificate { get; }

    public SslStreamCertificateContext LeafFor(string hostName) =>
        _leaves.GetOrAdd(hostName, name => new Lazy<SslStreamCertificateContext>(() => CreateLeaf(name))).Value;

    /// <summary>Whether a client that trusts this CA, and no other, accepts the certificate for the host that it asked for.</summary>
    public bool Vouches(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        // Only the missing trust of the machine is ours to replace; another name, for one, stays an error.
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

        // Through PKCS#12, because Windows cannot serve TLS with an ephemeral key.
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
