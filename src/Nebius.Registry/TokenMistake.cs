using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// The one rule for what can't be a token, and is never sent: static keys, access tokens and federated tokens alike. The first part is also
/// for other secrets: it finds values that were not filled in.
/// </summary>
/// <param name="What">What the text looks like, as in "it is JSON". No part of the text itself.</param>
/// <param name="Advice">What to do about it; null for a path.</param>
internal sealed partial record TokenMistake(string What, string? Advice)
{
    // Longer than any token; a signed token with many claims has a few kilobytes.
    private const int LongestToken = 16 * 1024;

    private const string TokenAlone = "Set it to the token alone.";
    private const string NotReplaced =
        "Check the name of the secret, and whether this job may use it.";

    private static readonly (Func<string, bool> Fits, string What, string? Advice)[] NotFilledIn =
    [
        (Variable().IsMatch, "it looks like a variable that was not replaced by its value", NotReplaced),
        (Command().IsMatch, "it looks like a command that was not run", "Use a shell, and double quotes or none around $(...)."),
        (SecretReference().IsMatch, "it looks like the address of a secret that was not replaced by its value", NotReplaced),
        (Mask().IsMatch, "it looks like the mask that logs show in place of a secret", "Copy the secret itself."),
        (Placeholder().IsMatch, "it looks like a placeholder", "Put the secret in its place."),
        (VariableName().IsMatch, "it looks like a variable's name", NotReplaced),
    ];

    private static readonly (Func<string, bool> Fits, string What, string? Advice)[] NoToken =
    [
        (Shortened().IsMatch, "it is shortened, with dots or asterisks in it", "Copy the whole token."),
        (Header().IsMatch, "it begins with 'Bearer', 'Basic' or the name of a header", TokenAlone),
        (Assignment().IsMatch, "it has the variable's name in front of the value", TokenAlone),
        (CredentialText.LooksLikePem, "it is a key or certificate in PEM", "A private key belongs in NEBIUS_PRIVATE_KEY."),
        (IsJson, "it is JSON", $"{TokenAlone} An authorized key's JSON belongs in NEBIUS_AUTHORIZED_KEY."),
        (Address().IsMatch, "it is an address", TokenAlone),
        (CredentialText.LooksLikePath, "it looks like a path", null),
        (UserAndPassword().IsMatch, "it has a user name in front, as in iam:token, or that in base64", TokenAlone),
        (StaticKeyId().IsMatch, "it is a static key's ID", "Set it to the key itself, which is shown once, when it is issued."),
        (OtherId().IsMatch, "it is the ID of a Nebius resource", TokenAlone),
        (OtherProduct().IsMatch, "it looks like a token of another product", "Set it to a token of Nebius."),
        (UrlEncoded().IsMatch, "it is encoded for a URL or HTML", "Decode it."),
        (text => text.Contains('\\', StringComparison.Ordinal), "it has a backslash in it, as in \\n", TokenAlone),
        (text => text.AsSpan().ContainsAny('\r', '\n'), "it has more than one line", TokenAlone),
        (text => text.Any(char.IsWhiteSpace), "it has a blank in it", TokenAlone),

        // The SDK encodes the password as ASCII, so that anything else would be sent as '?'.
        (text => !text.All(char.IsAscii), "it has a character that isn't valid in a token, perhaps an invisible one", TokenAlone),
        (ForeignCharacter().IsMatch, "it has a character that isn't valid in a token", TokenAlone),
    ];

    /// <summary>Returns what a text looks like that can't be a token; null when it can be one.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    public static TokenMistake? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return new TokenMistake("it is empty", TokenAlone);
        }

        if (text.Length > LongestToken)
        {
            return new TokenMistake($"it is longer than {LongestToken / 1024} KiB", TokenAlone);
        }

        if (HasKnownForm(text))
        {
            return null;
        }

        var bare = WithoutQuotes(text);
        return First(NotFilledIn, bare) ?? First(NoToken, bare) ?? (bare == text
            ? null
            : new TokenMistake("it is in quotes, which docker's --env-file and some CI systems keep", "Remove the quotes."));
    }

    /// <summary>Returns what a secret of any kind looks like that was not filled in; null when it is something else.</summary>
    /// <param name="text">The text.</param>
    public static TokenMistake? OfEmptySecret(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > LongestToken ? null : First(NotFilledIn, WithoutQuotes(text));
    }

    /// <summary>
    /// Tells, without a regular expression, whether a text begins as a token of Nebius or a JWT, and has only base64url in it.
    /// </summary>
    /// <param name="text">The text.</param>
    public static bool HasKnownForm(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-' or '='))
            {
                return false;
            }
        }

        return !text.Contains("...", StringComparison.Ordinal)
            && (StartsWith("v1.") || StartsWith("v0.") || StartsWith("ne1") || StartsWith("nd1")
                || (StartsWith("eyJ") && text.Contains('.', StringComparison.Ordinal)));

        bool StartsWith(string start) => text.StartsWith(start, StringComparison.Ordinal);
    }

    private static TokenMistake? First((Func<string, bool> Fits, string What, string? Advice)[] mistakes, string text)
    {
        foreach (var (fits, what, advice) in mistakes)
        {
            if (fits(text))
            {
                return new TokenMistake(what, advice);
            }
        }

        return null;
    }

    private static string WithoutQuotes(string text) => text.Trim('"', '\'', '\u201C', '\u201D', '\u2018', '\u2019', ' ', '\uFEFF');

    private static bool IsJson(string text)
    {
        if (text is ['{', ..] or ['[', ..] or [.., '}'])
        {
            return true;
        }

        // A JWT is base64 of JSON, too, but has dots between its parts.
        return !text.Contains('.', StringComparison.Ordinal) && CredentialText.FromBase64(text) is { } decoded && IsObject(decoded);
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // sh, make, compose: $X ${X} $$X; Azure Pipelines, MSBuild: $(X) $[X] @(X); GitHub: ${{ X }}; GitLab: $[[ X ]]; PowerShell: $env:X;
    // cmd, TeamCity: %X% !X!; Jinja, Helm, Go: {{ X }}; CircleCI: << X >>; Octopus: #{X}; replaced in files: __X__ @X@ @@X@@ ##X## {X}.
    [GeneratedRegex(
        @"\$+\{[^}]*\}|\$+\([\w.:-]*\)|\$+\[[^\]]*\]|\A@\([\w.]*\)\z|\A\$+(?:env:|Env:|ENV:)?\w*\z|[\w.+/=-]\$+[A-Za-z_]\w*\z"
            + @"|\A%+[\w.:-]*%*\z|%[A-Za-z_][\w.:-]*%|\A!+[A-Za-z_][\w.]*!*\z|\{\{.*\}\}|\A<<.*>>\z|#\{[^}]*\}|\A\{[A-Za-z_][\w.]*\}\z"
            + @"|\A(?:__|@@|##|@)[A-Za-z].*(?:__|@@|##|@)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"\$\(|`|\A<\(|\A(?:nebius|nebius-registry|cat|echo|printf|curl|docker|aws|az|gcloud|vault|op|kubectl)\s",
        RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    // 1Password, vals, bank-vaults, Azure's Key Vault references, SOPS, Ansible, CloudFormation, AWS, Google,
    // and expressions without their ${{ }}.
    [GeneratedRegex(
        @"\A(?:op|vault|ref\+\w+|secrets?|keyvault|awssm|gcpsm|ssm|doppler|infisical|akeyless|env)://"
            + @"|\A(?:vault|secretref|keyvaultref|secrets?|env|ssm|resolve):[A-Za-z/]|\A@Microsoft\.KeyVault\(|\AENC[\[(]|\A\$ANSIBLE_VAULT"
            + @"|\A!(?:vault|secret|ref|sub|getatt|env)\b|\Aarn:aws|\Aprojects/[^/]+/secrets/"
            + @"|\A(?:secrets|vars|env|variables|parameters|credentials|inputs)\.[A-Za-z_]\w*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretReference();

    [GeneratedRegex(
        @"\A(?:[*#\u2022\u25CF\u00B7]+|x{3,}|[\[(<{]*(?:masked|redacted|removed|hidden|protected|filtered|sensitive(?: value)?)[\])>}]*"
            + @"|[\[(<{]+(?:secret|credentials?|private)[\])>}]+)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mask();

    [GeneratedRegex(
        @"\A(?:<.*>|\[[^\]{""]+\]|\(.*\)|[.\u2026_~-]+|([!-~])\1{2,}"
            + @"|null|nil|none|undefined|nan|true|false|yes|no|on|off|empty|unset|not[ _-]?set|n/?a|tbd|(?:todo|fixme)\b.*"
            + @"|changeme|changeit|replaceme"
            + @"|placeholder|dummy|example|sample|test|token|key|password|passwd|pass|secret|value|string|text|here"
            + @"|iam|foo|bar|baz|[0-9]{1,8}"
            + @"|(?:your|my|the|change|replace|insert|put|enter|paste|add|fill|set|use)[ _-][a-z _-]{2,60}"
            + @"|[a-z _-]{0,40}[ _-](?:here|placeholder|to[ _-]be[ _-].*)"
            + @"|\[object \w+\]|System\.[\w.]+)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\A[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();

    [GeneratedRegex(@"\.{3}|\u2026|\*{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Shortened();

    [GeneratedRegex(
        @"\A(?:(?:bearer|basic)(?:[\s:]|\z)|(?:token|apikey)\s|(?:proxy-)?authorization\b|x-[\w-]+:)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    // In a token, what follows = is the rest of its padding, a dot, or nothing.
    [GeneratedRegex(
        @"\A(?:(?:export|set|setx|declare(?: -x)?|env|ENV|ARG|-e|--env|-p|-x)[ \t:]+|\$env:|-+)?[A-Za-z_][\w.-]*[ \t]*:?=[ \t]*[^=.\s]"
            + @"|\A(?:export|set|setx|declare|unset)[ \t]|\A[A-Za-z_][\w.-]*:[ \t]+\S|\A[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=",
        RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(
        @"\A[A-Za-z][A-Za-z0-9+.-]*://|\A(?:[a-z0-9-]+\.)+(?:cloud|com|net|org|io|local|internal)(?::[0-9]+)?(?:/.*)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    // aWFtO is "iam:" in base64, as docker's files have it.
    [GeneratedRegex(@"\A[A-Za-z_][\w.@+-]*:|\A:|\AaWFtO", RegexOptions.CultureInvariant)]
    private static partial Regex UserAndPassword();

    [GeneratedRegex(@"\Astatickey-", RegexOptions.CultureInvariant)]
    private static partial Regex StaticKeyId();

    [GeneratedRegex(
        @"\A(?:serviceaccount|publickey|accesskey|project|tenant|registry|group|useraccount|tenantuseraccount|federation"
            + @"|federatedcredentials|computeinstance|profile)-[a-z0-9-]+\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex OtherId();

    [GeneratedRegex(
        @"\A(?:gh[pousr]_|github_pat_|glpat-|glcbt-|dckr_(?:pat|oat)_|npm_|hv[sbr]\.|AKIA|ASIA|xox[abp]-|ya29\.|AIza|ssh-(?:rsa|ed25519)"
            + @"|AGE-SECRET-KEY-|pypi-)",
        RegexOptions.CultureInvariant)]
    private static partial Regex OtherProduct();

    [GeneratedRegex(@"%[0-9A-Fa-f]{2}|&(?:#[0-9]+|#x[0-9A-Fa-f]+|quot|amp|apos|lt|gt);", RegexOptions.CultureInvariant)]
    private static partial Regex UrlEncoded();

    // The format is not documented, so no more is refused than what templates, lists and quotes are made of, and control characters.
    [GeneratedRegex(@"[\x00-\x20\x7F""'$*,;<>()\[\]{}|^]", RegexOptions.CultureInvariant)]
    private static partial Regex ForeignCharacter();
}
