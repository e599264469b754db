namespace Nebius.Registry.Tool.Output;

/// <summary>What the user should know beside the result: lines on the standard error.</summary>
internal static class Notes
{
    /// <summary>Writes a line about how the work is done.</summary>
    public static Task WriteAsync(string line) => Console.Error.WriteLineAsync(line);

    /// <summary>Writes a coded warning.</summary>
    public static Task WarnAsync(string code, string message) => WriteAsync($"{code}: {message}");
}
