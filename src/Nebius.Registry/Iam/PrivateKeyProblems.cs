namespace Nebius.Registry.Iam;

/// <summary>The errors about a private key. None of them shows the key.</summary>
/// <param name="origin">Where the key was found.</param>
internal sealed class PrivateKeyProblems(string origin)
{
    private const string MakeNewKey =
        "Issue a new key, and set NEBIUS_AUTHORIZED_KEY_FILE to its file:\n"
        + "  nebius iam auth-public-key generate --service-account-id <service-account-id> --output key.json";

    public NebiusRegistryException TooLong() => Unusable(
        "is too long. Expected: the PEM of the key alone, which begins with '-----BEGIN PRIVATE KEY-----'.");

    public NebiusRegistryException NotPem(string text, bool isBase64)
    {
        if (CredentialText.LooksLikeJson(text))
        {
            return new(
                MessageCodes.TextAndPathMixedUp,
                $"{origin} holds JSON instead of a private key's PEM. If it is an authorized key, set NEBIUS_AUTHORIZED_KEY to the JSON or "
                + "NEBIUS_AUTHORIZED_KEY_FILE to its path.");
        }

        if (CredentialText.LooksLikePath(text))
        {
            return new(
                MessageCodes.TextAndPathMixedUp,
                $"{origin} holds a path instead of a private key's PEM. Set NEBIUS_PRIVATE_KEY_FILE to the path.");
        }

        return Unusable(
            isBase64
                ? "is base64, but not of a PEM file. Encode the whole file, with its BEGIN and END lines:\n  base64 -w0 key.pem"
                : "isn't PEM: the line with BEGIN PRIVATE KEY is missing. Use the whole file, or its base64:\n"
                    + "  base64 -w0 key.pem");
    }

    public NebiusRegistryException NoPrivateKey(IReadOnlyList<PemBlock> blocks)
    {
        if (blocks.Any(block => block.Label.EndsWith("PUBLIC KEY", StringComparison.Ordinal)))
        {
            return Unusable(
                "is a public key. Use the private key that it was made from. " + MakeNewKey);
        }

        return Unusable(
            blocks.Any(block => block.Label.Contains("CERTIFICATE", StringComparison.Ordinal))
                ? "is a certificate. A service account's key is an RSA private key. " + MakeNewKey
                : "is PEM, but has no private key. Expected: the file that begins with '-----BEGIN PRIVATE KEY-----'.");
    }

    public NebiusRegistryException Passphrase() => Unusable(
        "has a passphrase, which a build can't ask for. Remove the passphrase:\n  openssl pkey -in key.pem -out plain.pem");

    public NebiusRegistryException WrongAlgorithm(string what) => Unusable(
        $"is {what}. Expected: an RSA key (RS256). " + MakeNewKey);

    public NebiusRegistryException OpenSsh() => Unusable(
        "is in OpenSSH's format. If it is an RSA key, convert a copy of it to PEM:\n  ssh-keygen -p -m PEM -f copy-of-key\n" + MakeNewKey);

    public NebiusRegistryException CutOff() => Unusable(
        "is cut off: its END line is missing, or doesn't match its BEGIN line. Copy the whole file again.");

    public NebiusRegistryException Damaged() => Unusable(
        "is damaged. Copy the whole file again, and check that its line breaks are kept. To check the file itself:\n"
        + "  openssl pkey -in key.pem -noout -check");

    public NebiusRegistryException TooSmall(int bits, int smallest) => Unusable(
        $"is an RSA key of {bits} bits. Expected: at least {smallest} bits. " + MakeNewKey);

    // On Linux, the native command needs no .NET, but cryptography is OpenSSL's all the same.
    public NebiusRegistryException NoOpenSsl() => Unusable(
        "can't be used without OpenSSL: libssl isn't installed. Install it (on Alpine: apk add openssl, on RHEL: dnf install openssl-libs):\n"
        + "  apt-get install libssl3");

    private NebiusRegistryException Unusable(string what) => new(
        MessageCodes.PrivateKeyUnusable,
        $"The private key in {origin} {what}");
}
