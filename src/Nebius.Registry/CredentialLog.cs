namespace Nebius.Registry;

/// <summary>Lines and warnings about how a credential was found, for the user. They hold no secret.</summary>
internal sealed class CredentialLog
{
    private readonly Lock _lock = new();
    private readonly List<Advice> _warnings = [];
    private readonly List<string> _lines = [];

    /// <summary>Gets the warnings so far.</summary>
    public IReadOnlyList<Advice> Warnings
    {
        get
        {
            lock (_lock)
            {
                return [.. _warnings];
            }
        }
    }

    /// <summary>Gets the lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a coded warning.</summary>
    public void Warn(string code, string text)
    {
        lock (_lock)
        {
            _warnings.Add(new Advice(code, text));
        }
    }

    /// <summary>Adds a line of information.</summary>
    public void Say(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
        }
    }
}
