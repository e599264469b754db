using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>
/// The repository and the tags of an image, by the rules of the SDK and of registries, so that an invalid one is found before the build
/// compiles. https://github.com/dotnet/sdk ContainerHelpers.NormalizeRepository
/// </summary>
internal static partial class ImageName
{
    private const int LongestTag = 128;

    /// <summary>Says what a tag is.</summary>
    public const string TagRule =
        "A tag has letters, digits, '.', '_' and '-', at most 128, and begins with a letter, a digit or '_'.";

    /// <summary>Returns the repository that the SDK makes of a text, if it can be pushed to.</summary>
    /// <param name="text">ContainerRepository, or the assembly's name.</param>
    /// <param name="isAssemblyName">Whether it is the assembly's name, which the SDK takes where no repository is set.</param>
    /// <returns>The repository.</returns>
    /// <exception cref="NebiusRegistryException">It can't.</exception>
    public static string Repository(string text, bool isAssemblyName)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        RefuseAtSign(text, isAssemblyName);
        if (!isAssemblyName && WithoutTag(text) is { Tag: not null } tagged)
        {
            throw TagInRepository(text, tagged.Path, hasTags: false);
        }

        var repository = AsTheSdkWritesIt(text);
        if (CanBePushed(text, repository))
        {
            return repository;
        }

        var origin = isAssemblyName ? "ContainerRepository isn't set, and AssemblyName is" : "ContainerRepository is";
        var made = repository == text ? string.Empty : $" (the SDK makes '{Redactor.Value(text, repository)}' of it)";
        throw new NebiusRegistryException(
            MessageCodes.InvalidImageName,
            $"{origin} '{Redactor.Value(text)}'{made}, which isn't a valid repository. Each part has to begin and end with a letter a-z or "
            + $"a digit, with single . _ or hyphens between:\n  -p:ContainerRepository={Redactor.Value(text, Corrected(repository))}");
    }

    /// <summary>Refuses an '@': what is before it may be a password, and the SDK would push to a repository with that in its name.</summary>
    /// <param name="text">ContainerRepository, or the assembly's name.</param>
    /// <param name="isAssemblyName">Whether it is the assembly's name, which has no user name.</param>
    /// <exception cref="NebiusRegistryException">It has an '@'.</exception>
    public static void RefuseAtSign(string text, bool isAssemblyName)
    {
        if (!isAssemblyName && text.Contains('@', StringComparison.Ordinal))
        {
            throw new NebiusRegistryException(
                MessageCodes.InvalidImageName,
                "ContainerRepository has an '@', so it isn't shown here. Set it to the path alone, without user name, host, tag and "
                + "digest:\n  -p:ContainerRepository=e00abc/my-app");
        }
    }

    /// <summary>Makes the error for a tag behind the repository, which the SDK would make part of its name.</summary>
    /// <param name="text">ContainerRepository.</param>
    /// <param name="repository">The repository to set instead.</param>
    /// <param name="hasTags">Whether tags are set in their own property, too.</param>
    /// <returns>The error.</returns>
    public static NebiusRegistryException TagInRepository(string text, string repository, bool hasTags)
    {
        var shown = Redactor.Value(text);
        var (made, tag) = (AsTheSdkWritesIt(text), WithoutTag(text).Tag!);
        if (!CanBePushed(repository, AsTheSdkWritesIt(repository)))
        {
            repository = Corrected(AsTheSdkWritesIt(repository));
        }

        // A text that isn't shown as it is has a secret, which the SDK's form of it would show.
        var consequence = shown == text && CanBePushed(text, made) ? $" The SDK would push to the repository '{made}'." : string.Empty;
        var advice = hasTags ? "ContainerImageTag or ContainerImageTags is set, so remove it here" : "The tag has its own property";
        var setTag = hasTags ? string.Empty : $" {SetTag(text, tag)}";
        return new NebiusRegistryException(
            MessageCodes.InvalidImageName,
            $"ContainerRepository is '{shown}', which has a tag in it.{consequence} {advice}:\n"
            + $"  -p:ContainerRepository={Redactor.Value(text, repository)}{setTag}");
    }

    /// <summary>Returns how to set a tag that was found behind a repository.</summary>
    /// <param name="text">The text that it was found in.</param>
    /// <param name="tag">The tag, which may be invalid.</param>
    public static string SetTag(string text, string tag)
    {
        var valid = IsTag(tag) ? tag : CorrectedTag(tag);

        // Messages don't show 40 hexadecimal digits, the ID of a commit, because a key can have that form.
        var isShown = Redactor.Value(text) == text && Redactor.Value(valid) == valid;
        return $"-p:ContainerImageTag={(isShown ? valid : "<tag>")}";
    }

    /// <summary>Splits a path at the first colon of its last part.</summary>
    /// <param name="path">The path, with a tag or without it.</param>
    /// <returns>The path without a tag, and the tag, which may be invalid; null if there is none.</returns>
    public static (string Path, string? Tag) WithoutTag(string path)
    {
        var colon = path.IndexOf(':', path.LastIndexOf('/') + 1);
        return colon < 0 ? (path, null) : (path[..colon], path[(colon + 1)..]);
    }

    /// <summary>Checks the tags.</summary>
    /// <param name="tag">ContainerImageTag; empty when it isn't set.</param>
    /// <param name="tags">ContainerImageTags, as MSBuild splits it.</param>
    /// <exception cref="NebiusRegistryException">One of them isn't a tag.</exception>
    public static void CheckTags(string? tag, IEnumerable<string> tags)
    {
        if (!string.IsNullOrEmpty(tag))
        {
            CheckTags("ContainerImageTag", [tag]);
        }

        CheckTags("ContainerImageTags", [.. tags]);
    }

    /// <summary>Tells whether a text is a valid repository, without a host.</summary>
    public static bool IsRepository(string text) => Grammar().IsMatch(text);

    /// <summary>Tells whether a text is a valid tag.</summary>
    public static bool IsTag(string text) => Tag().IsMatch(text);

    private static bool CanBePushed(string text, string asTheSdkWritesIt) =>
        IsRepository(asTheSdkWritesIt) && char.IsAsciiLetterOrDigit(text[0]);

    // The SDK takes a host in front, and leaves such a name as it is.
    private static string AsTheSdkWritesIt(string text) =>
        IsRepository(text) || WithHost().IsMatch(text) ? text : string.Concat(text.Select(InRepository));

    private static char InRepository(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '-' or '/' ? character
        : char.IsAsciiLetterUpper(character) ? char.ToLowerInvariant(character)
        : '-';

    // Each part without separators at its ends, and with a hyphen in place of each invalid separator.
    private static string Corrected(string repository)
    {
        var parts = string.Concat(repository.Select(character => character == '.' ? character : InRepository(character))).Split('/')
            .Select(part => Separators().Replace(part.Trim('.', '_', '-'), match => match.Value is "." or "_" or "__" ? match.Value : "-"))
            .Where(part => part.Length > 0)
            .ToArray();
        return parts.Length == 0 ? "my-app" : string.Join('/', parts);
    }

    private static void CheckTags(string property, string[] tags)
    {
        if (tags.FirstOrDefault(one => !IsTag(one)) is { } invalid)
        {
            throw tags.Any(one => one.Contains('@', StringComparison.Ordinal)) ? TagWithUserName(property) : InvalidTag(property, invalid);
        }
    }

    // A password may have a semicolon, too.
    private static NebiusRegistryException TagWithUserName(string property) => new(
        MessageCodes.InvalidImageName,
        $"{property} has an '@', so it isn't shown here. {TagRule} For example:\n  -p:{property}=1.0.0");

    private static NebiusRegistryException InvalidTag(string property, string tag)
    {
        var several = tag.Split([';', ',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Trim('"', '\''))
            .ToArray();
        var isList = several.Length > 1 && several.All(part => IsTag(part));
        var corrected = new StringBuilder();
        if (isList)
        {
            corrected.Append("For several tags, quote the list so that the double quotes reach MSBuild. "
                + $"In bash, zsh and PowerShell:\n  -p:ContainerImageTags='\"{Redactor.Value(string.Join(';', several))}\"'");
        }
        else
        {
            corrected.Append($"For example:\n  -p:{property}={Redactor.Value(tag, CorrectedTag(tag))}");
        }

        return new NebiusRegistryException(
            MessageCodes.InvalidImageName,
            $"{property} has '{Redactor.Value(tag)}', which isn't a valid tag. {TagRule} {corrected}");
    }

    private static string CorrectedTag(string tag)
    {
        var corrected = NotInTag().Replace(tag, "-").Trim('-', '.');
        return corrected.Length == 0 ? "1.0.0" : corrected.Length > LongestTag ? corrected[..LongestTag] : corrected;
    }

    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
    [GeneratedRegex(
        @"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|localhost)(?::[0-9]+)?/[a-z0-9._/-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithHost();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex("[._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex("[^a-zA-Z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInTag();
}
