using System.CommandLine;
using Nebius.Registry.Credentials;

namespace Nebius.Registry.Tool.Output;

/// <summary>
/// What the user should know beside the result: lines on the standard error. <c>--quiet</c> leaves errors and the result alone;
/// <c>--verbose</c> adds the sources that were looked at and each request.
/// </summary>
internal static class Notes
{
    private static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "Print errors and the result only.",
        Recursive = true,
    };

    private static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Say which sources and servers are asked.",
        Recursive = true,
    };

    private static bool _isQuiet;

    /// <summary>Adds the options to all commands.</summary>
    public static void AddTo(RootCommand root)
    {
        Quiet.Validators.Add(result =>
        {
            if (result.GetValue(Quiet) && result.GetValue(Verbose))
            {
                result.AddError("--quiet and --verbose can't be combined.");
            }
        });
        root.Add(Quiet);
        root.Add(Verbose);
    }

    /// <summary>Reads the options.</summary>
    public static void Use(ParseResult parsed)
    {
        _isQuiet = parsed.GetValue(Quiet);
        WorkLog.Detail = parsed.GetValue(Verbose) ? line => Console.Error.WriteLine($"  {line}") : null;
    }

    /// <summary>Returns whether progress may be shown.</summary>
    public static bool MayShowProgress(ParseResult parsed) => !parsed.GetValue(Quiet) && !parsed.GetValue(Verbose);

    /// <summary>Writes a line about how the work is done.</summary>
    public static Task WriteAsync(string line) => _isQuiet ? Task.CompletedTask : Console.Error.WriteLineAsync(line);

    /// <inheritdoc cref="WriteAsync"/>
    public static void Write(string line)
    {
        if (!_isQuiet)
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Writes a coded warning.</summary>
    public static Task WarnAsync(string code, string message) => WriteAsync($"{code}: {message}");

    /// <summary>Writes which credential is used for what, and what may go wrong with it.</summary>
    /// <param name="resolution">The credential.</param>
    /// <param name="purpose">What it is for, such as <c>image to</c>.</param>
    public static async Task TellAsync(CredentialResolution resolution, string purpose)
    {
        if (resolution.Credential is { } credential)
        {
            await WriteAsync(CredentialDescription.For(purpose, credential)).ConfigureAwait(false);
        }

        await TellAsync(resolution).ConfigureAwait(false);
    }

    /// <summary>Writes what may go wrong with a credential, and with <c>--verbose</c> which one it is.</summary>
    /// <param name="resolution">The credential.</param>
    public static async Task TellAsync(CredentialResolution resolution)
    {
        if (resolution.Credential is { } credential)
        {
            var origin = credential.IsCached ? ", from the cache" : string.Empty;
            WorkLog.Say($"{credential.Host}: {CredentialDescription.Of(credential)}{origin}");
        }

        foreach (var line in resolution.Lines)
        {
            WorkLog.Say(line);
        }

        foreach (var warning in resolution.Warnings)
        {
            await WarnAsync(warning.Code, warning.Message).ConfigureAwait(false);
        }
    }
}
