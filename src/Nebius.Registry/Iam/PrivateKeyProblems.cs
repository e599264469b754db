namespace Nebius.Registry.Iam;

/// <summary>What can be wrong with a private key, and what to do about it. None of it shows the key.</summary>
/// <param name="origin">Where the key was found.</param>
internal sealed class PrivateKeyProblems(string origin)
{
    private const string MakeNewKey = "Make a new key with " + NewKey;

    private const string NewKey =
        "'nebius iam auth-public-key generate --service-account-id <service account id> --output key.json' and use "
        + "key.json as NEBIUS_AUTHORIZED_KEY_FILE.";

    public NebiusRegistryException TooLong() => Unusable(
        "is far too long for a private key. Give the PEM of the key alone: it begins with '-----BEGIN PRIVATE KEY-----'.");

    public NebiusRegistryException NotPem(string text, bool isBase64)
    {
        if (CredentialText.LooksLikeJson(text))
        {
            return new(
                MessageCodes.TextAndPathMixedUp,
                $"{origin} holds JSON where the PEM of a private key belongs. If it is an authorized key as Nebius writes it, set "
                + "NEBIUS_AUTHORIZED_KEY (the JSON itself) or NEBIUS_AUTHORIZED_KEY_FILE (its path) instead.");
        }

        if (CredentialText.LooksLikePath(text))
        {
            return new(
                MessageCodes.TextAndPathMixedUp,
                $"{origin} holds what looks like a path where the PEM of a private key belongs. Set NEBIUS_PRIVATE_KEY_FILE to the path "
                + "instead.");
        }

        return Unusable(
            isBase64
                ? "is base64, but not of a PEM file. Encode the whole file, with its BEGIN and END lines: 'base64 -w0 key.pem'."
                : "is no PEM: the line with BEGIN PRIVATE KEY is missing. Give the whole file, with its BEGIN and END lines, or "
                    + "the output of 'base64 -w0 key.pem'.");
    }

    public NebiusRegistryException NoPrivateKey(IReadOnlyList<PemBlock> blocks)
    {
        if (blocks.Any(block => block.Label.EndsWith("PUBLIC KEY", StringComparison.Ordinal)))
        {
            return Unusable(
                "is a public key where the private one belongs. Give the file that the public key was made from, or make a new key with "
                + NewKey);
        }

        return Unusable(
            blocks.Any(block => block.Label.Contains("CERTIFICATE", StringComparison.Ordinal))
                ? "is a certificate where a private key belongs. A service account's key is a bare RSA key. " + MakeNewKey
                : "is PEM, but holds no private key. Give the file that begins with '-----BEGIN PRIVATE KEY-----'.");
    }

    public NebiusRegistryException Passphrase() => Unusable(
        "is protected with a passphrase, and a build has nobody to ask for it. Write it without one, in a place that only you can read: "
        + "'openssl pkey -in key.pem -out plain.pem'.");

    public NebiusRegistryException WrongAlgorithm(string what) => Unusable(
        $"is {what}; Nebius takes RSA keys only (RS256). " + MakeNewKey);

    public NebiusRegistryException OpenSsh() => Unusable(
        "is in OpenSSH's own format. If it is an RSA key, rewrite a copy of it as PEM: 'ssh-keygen -p -m PEM -f copy-of-key'. Otherwise "
        + "it will not do, as Nebius takes RSA keys only. " + MakeNewKey);

    public NebiusRegistryException CutOff() => Unusable(
        "is cut off: its END line is missing, or is not that of its BEGIN line. Copy the whole file again.");

    public NebiusRegistryException Damaged() => Unusable(
        "is damaged: what stands between its BEGIN and END lines is no key. Copy the whole file again, and look whether the place that "
        + "you keep it in changes line breaks; 'openssl pkey -in key.pem -noout -check' tells whether the file itself is good.");

    public NebiusRegistryException TooSmall(int bits, int smallest) => Unusable(
        $"is an RSA key of {bits} bits; at least {smallest} are needed for a signature that is worth anything. " + MakeNewKey);

    private NebiusRegistryException Unusable(string what) => new(
        MessageCodes.PrivateKeyUnusable,
        $"The private key in {origin} {what}");
}
