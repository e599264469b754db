namespace Nebius.Registry.Emulator;

/// <summary>The variables that make a child process go through the proxy and trust the CA.</summary>
internal static class ProxyEnvironment
{
    private const string Loopback = "localhost,127.0.0.1,::1";

    public static IReadOnlyDictionary<string, string?> Create(Uri proxy, string certificateAuthorityFile, string emptyDirectory) =>
        new Dictionary<string, string?>
        {
            // Both spellings: Go reads either, curl only the small one.
            ["HTTPS_PROXY"] = Text(proxy),
            ["https_proxy"] = Text(proxy),
            ["HTTP_PROXY"] = null,
            ["http_proxy"] = null,
            ["ALL_PROXY"] = null,
            ["all_proxy"] = null,

            // Loopback goes direct, and nothing else does, whatever the machine's own list says.
            ["NO_PROXY"] = Loopback,
            ["no_proxy"] = Loopback,

            // OpenSSL, so also .NET on Linux, and Go: this CA and no other. Curl has a variable that goes before.
            ["CURL_CA_BUNDLE"] = certificateAuthorityFile,
            ["SSL_CERT_FILE"] = certificateAuthorityFile,
            ["SSL_CERT_DIR"] = emptyDirectory,
        };

    private static string Text(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
