namespace Nebius.Registry.Iam;

/// <summary>One block of a PEM text.</summary>
/// <param name="Label">What stands after BEGIN, such as <c>PRIVATE KEY</c>.</param>
/// <param name="Body">What stands between the two lines; null when the END line is missing.</param>
internal sealed record PemBlock(string Label, string? Body)
{
    private const string BeginMark = "-----BEGIN ";
    private const string Dashes = "-----";

    /// <summary>
    /// Finds the blocks of a text. The framework's own reader passes over a block that it cannot read; an error needs to know that
    /// there was one.
    /// </summary>
    public static IReadOnlyList<PemBlock> Read(string text)
    {
        var blocks = new List<PemBlock>();
        var position = 0;
        while (text.IndexOf(BeginMark, position, StringComparison.Ordinal) is >= 0 and var begin)
        {
            var labelStart = begin + BeginMark.Length;
            var labelEnd = text.IndexOf(Dashes, labelStart, StringComparison.Ordinal);
            if (labelEnd < 0)
            {
                break;
            }

            var label = text[labelStart..labelEnd];
            var bodyStart = labelEnd + Dashes.Length;
            var nextBegin = text.IndexOf(BeginMark, bodyStart, StringComparison.Ordinal);
            var limit = nextBegin < 0 ? text.Length : nextBegin;
            var bodyLength = text.AsSpan(bodyStart, limit - bodyStart).IndexOf($"-----END {label}-----", StringComparison.Ordinal);
            blocks.Add(new PemBlock(label, bodyLength < 0 ? null : text.Substring(bodyStart, bodyLength)));
            position = limit;
        }

        return blocks;
    }

    /// <summary>Shows the label alone: the body may be a private key.</summary>
    public override string ToString() => "[PEM]";
}
