using System.Globalization;

namespace Nebius.Registry.Benchmarks;

/// <summary>The times that processes printed, by title.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, List<double>> _samples = [];

    public void Add(string title, IEnumerable<string> milliseconds)
    {
        if (!_samples.TryGetValue(title, out var list))
        {
            _samples[title] = list = [];
        }

        list.AddRange(milliseconds.Select(text => double.Parse(text, CultureInfo.InvariantCulture)));
    }

    public void Print()
    {
        foreach (var (title, list) in _samples)
        {
            Median.Print(title, list);
        }
    }
}
