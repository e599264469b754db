using System.Text;

namespace Nebius.Registry.Tool.Output;

/// <summary>Writes to the console, and makes each line harmless first, whatever came into it: <see cref="Redactor"/>.</summary>
/// <param name="open">Opens what is written to, at the first line.</param>
/// <param name="hidden">Texts that are never shown.</param>
/// <param name="isForErrors">Whether a line that can't be written is dropped, as there is no other place to say so.</param>
/// <param name="color">Colors the harmless text; null for none.</param>
internal sealed class RedactingWriter(
    Func<TextWriter> open, IReadOnlyList<string> hidden, bool isForErrors, Func<string, string>? color = null) : TextWriter
{
    private readonly StringBuilder _line = new();
    private TextWriter? _output;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        _line.Append(value);
        if (value == '\n')
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        _line.Append(value);
        if (value?.Contains('\n', StringComparison.Ordinal) == true)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        var line = hidden.Aggregate(
            _line.ToString(), (shown, secret) => shown.Replace(secret, SecretShapes.Removed, StringComparison.Ordinal));
        var text = Redactor.Message(line).ReplaceLineEndings(NewLine);
        _line.Clear();
        text = color is null ? text : color(text);
        try
        {
            StatusLine.Write(() =>
            {
                _output ??= open();
                _output.Write(text);
                _output.Flush();
            });
        }
        catch (IOException) when (isForErrors)
        {
            // The exit code still tells that something failed.
        }
    }
}
