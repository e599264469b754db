using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// A program <c>docker-credential-NAME</c>: https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol.
/// </summary>
/// <param name="name">The part after <c>docker-credential-</c>.</param>
/// <param name="settings">Where the environment is read.</param>
internal sealed class DockerCredentialHelperClient(string name, NebiusSettings settings)
{
    // github.com/docker/docker-credential-helpers credentials/error.go; printed to the standard output.
    private const string NotFound = "credentials not found in native keychain";

    // In place of a user name: the secret is an identity token.
    private const string IdentityToken = "<token>";

    private const int LongestError = 300;

    /// <summary>Gets the program's name as it may be shown.</summary>
    public string Program { get; } = $"docker-credential-{Shown(name)}";

    /// <summary>
    /// Tells whether a helper is the one of the Nebius CLI or of this project. They are never run: the credential sources do the same
    /// without a program.
    /// </summary>
    public static bool IsNebiusOwn(string name) => name is "nebius" or "nebius-registry";

    /// <summary>Returns a helper's name as it may be shown: someone may have put a secret there.</summary>
    public static string Shown(string name) => Redactor.Clean(name, 60);

    /// <summary>Tells why the program cannot be run; null when it can, as far as can be seen.</summary>
    public string? WhyNotUsable() => Find() is not null
        ? null
        : ExecutableFinder.FindUnusable(FileName, settings) is { } unusable
            ? $"{Program} isn't executable ({Shell.Current.MakeExecutable(unusable)})"
            : $"{Program} isn't on PATH";

    /// <summary>Asks the helper.</summary>
    /// <exception cref="NebiusRegistryException">The helper is not there, or has no login for the host.</exception>
    public async Task<UserAndPassword> GetAsync(RegistryHost host, string file, TimeProvider time, CancellationToken cancellationToken)
    {
        if (IsNebiusOwn(name))
        {
            throw new InvalidOperationException("This is the Nebius credential helper.");
        }

        var command = Find() is { } executable
            ? new ChildCommand { Executable = executable, Arguments = ["get"], Input = host.Name }
            : throw Failure(host, file, $"{WhyNotUsable()}");
        var result = await ChildProcess.RunAsync(command, time, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw Failure(host, file, Describe(result, command));
        }

        return HelperResponse.Read(result.Output) switch
        {
            null => throw Failure(host, file, "its output isn't JSON with Username and Secret. The output isn't shown"),
            { UserName: IdentityToken } => throw Failure(host, file, "it returned an identity token, which Nebius doesn't accept"),
            var login => login,
        };
    }

    private string FileName => $"docker-credential-{name}";

    private string? Find() => ExecutableFinder.Find(FileName, settings);

    // What it printed is never shown: that is where the secret is.
    private static string Describe(ChildResult result, ChildCommand command) => result switch
    {
        { Outcome: ChildOutcome.NotStarted } => $"'{command.Executable}' can't be started. Is it a program for this system?",
        { Outcome: ChildOutcome.TimedOut } =>
            $"no answer within {command.Limit.TotalSeconds:0} seconds. It may be waiting for a passphrase",
        { Outcome: ChildOutcome.Flooded } =>
            $"it printed more than {command.MaximumOutput / 1024} KiB",
        _ when result.Output.Trim() == NotFound || result.Error.Contains(NotFound, StringComparison.Ordinal) =>
            "it has no login for this host",
        _ when Redactor.Clean(result.Error, LongestError) is { Length: > 0 } said =>
            $"exit code {result.ExitCode}, \"{said}\"",
        _ => $"exit code {result.ExitCode}",
    };

    private NebiusRegistryException Failure(RegistryHost host, string file, string what) => new(
        MessageCodes.CredentialHelperFailed,
        $"The credential helper {Program} (named in '{Redactor.Name(file)}') returned no login for {host}: "
        + $"{what}{(what.EndsWith('?') ? string.Empty : ".")} "
        + $"Log in again, or use another source:\n  docker login {host} --username iam\n  {CommandsToType.SetSources("<source>")}");
}

/// <summary>The output of a credential helper: <c>{"ServerURL", "Username", "Secret"}</c>.</summary>
internal static class HelperResponse
{
    /// <summary>Reads a helper's answer.</summary>
    /// <returns>The login, or null when the answer is none.</returns>
    public static UserAndPassword? Read(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            return Text(document.RootElement, "Username") is { } userName && Text(document.RootElement, "Secret") is { } secret
                ? new UserAndPassword(userName, new Secret(secret))
                : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // The parser's message may quote the answer.
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}

/// <summary>
/// What docker asks a helper about: one line, https://github.com/docker/docker-credential-helpers#development. It ends at a line feed and
/// at nothing else: a reader that takes other characters for the end hands one host's credential to another (CVE-2024-50338).
/// </summary>
internal static partial class HelperRequest
{
    // The longest host has 253 characters.
    private const int Longest = 1024;

    /// <summary>Reads the host.</summary>
    /// <param name="input">The standard input.</param>
    /// <returns>The host, with its port if it has one; null for anything but a host, or <c>https://host/v2/</c>.</returns>
    public static string? ReadHost(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var buffer = new byte[Longest + 1];
        var text = Encoding.Latin1.GetString(buffer, 0, ReadLine(input, buffer));
        var end = text.IndexOf('\n', StringComparison.Ordinal);

        // A carriage return belongs to the line's end only right before the line feed, as with docker's own helpers.
        var line = end < 0 ? text : text.AsSpan(0, end) is [.., '\r'] ? text[..(end - 1)] : text[..end];
        if (RegistryHost.RegionOf(line) is not null)
        {
            // As docker asks, without the time that the expression takes in a process that does nothing else.
            return line;
        }

        return line.Length <= Longest && Form().Match(line) is { Success: true } match ? match.Groups["host"].Value : null;
    }

    // The caller may leave its end open: a whole line is all that is waited for. Not asynchronous, because the console's stream would start
    // threads for it.
    private static int ReadLine(Stream input, byte[] buffer)
    {
        var count = 0;
        for (int read; count < buffer.Length && !buffer.AsSpan(0, count).Contains((byte)'\n'); count += read)
        {
            read = input.Read(buffer.AsSpan(count));
            if (read == 0)
            {
                break;
            }
        }

        return count;
    }

    [GeneratedRegex(@"\A(?:https://)?(?<host>[A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:/(?:v2/?)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
