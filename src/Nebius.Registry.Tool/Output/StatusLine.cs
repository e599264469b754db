using System.Globalization;

namespace Nebius.Registry.Tool.Output;

/// <summary>
/// A line on a terminal that says what is waited for, from the second second on. It is gone before anything else is written, and at the
/// end.
/// </summary>
internal sealed class StatusLine : IDisposable
{
    private const string Erase = "\r\e[K";

    // A line that wraps can't be erased, and to ask for the width, .NET would write to the terminal.
    private const int Longest = 60;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly Lock Current = new();

    private static StatusLine? _current;

    private readonly List<Wait> _waits = [];
    private readonly TextWriter _terminal;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _started;
    private string? _progress;
    private string _shown = string.Empty;

    /// <summary>Creates the line; nothing is written yet.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="time">The clock.</param>
    public StatusLine(TextWriter terminal, TimeProvider time)
    {
        (_terminal, _time, _started) = (terminal, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Show(), null, First, Period);
        lock (Current)
        {
            _current = this;
        }
    }

    /// <summary>Gets a value indicating whether there is such a line.</summary>
    public static bool IsInUse => _current is not null;

    /// <summary>Writes something else to the terminal: the line of this process is erased first, if it is shown.</summary>
    public static void Write(Action write)
    {
        lock (Current)
        {
            _current?.EraseLine();
            write();
        }
    }

    /// <summary>Shows how far the work is, in place of what is waited for.</summary>
    public static void Tell(string progress)
    {
        lock (Current)
        {
            if (_current is { } line)
            {
                line._progress = progress;
            }
        }

        WorkLog.Say(progress);
    }

    /// <summary>Begins to wait for something.</summary>
    public IDisposable Begin(string what)
    {
        var wait = new Wait(this, what);
        lock (Current)
        {
            _waits.Add(wait);
        }

        return wait;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        lock (Current)
        {
            EraseLine();
            _current = null;
        }
    }

    private void Show()
    {
        lock (Current)
        {
            if (_current != this)
            {
                return;
            }

            var what = _waits.Count == 0 ? null : _progress ?? $"waiting for {_waits[^1].What}";
            if (what is null)
            {
                EraseLine();
                return;
            }

            var seconds = _time.GetElapsedTime(_started).TotalSeconds;
            var name = Redactor.Name(what);
            var text = string.Create(CultureInfo.InvariantCulture, $"{name[..Math.Min(name.Length, Longest)]} ({seconds:0} s)");
            if (text != _shown)
            {
                WriteToTerminal(Erase + text);
                _shown = text;
            }
        }
    }

    private void EraseLine()
    {
        if (_shown.Length > 0)
        {
            WriteToTerminal(Erase);
            _shown = string.Empty;
        }
    }

    private void WriteToTerminal(string text)
    {
        try
        {
            _terminal.Write(text);
            _terminal.Flush();
        }
        catch (IOException)
        {
            // The terminal is gone; the work isn't.
        }
    }

    private sealed class Wait(StatusLine line, string what) : IDisposable
    {
        public string What => what;

        public void Dispose()
        {
            lock (Current)
            {
                line._waits.Remove(this);
            }
        }
    }
}
