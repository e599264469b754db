using System.Text;
using System.Text.Json;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.DockerCredential;

/// <summary>
/// A docker credential helper, https://github.com/docker/docker-credential-helpers. A host outside Nebius, and a Nebius host where nothing
/// is configured, has no credential, and docker goes on without one; a source that failed is a failure, or docker would go on
/// without one, too, and report missing rights.
/// </summary>
/// <param name="settings">What the user set.</param>
/// <param name="input">The standard input.</param>
/// <param name="output">The standard output, which the caller reads.</param>
/// <param name="error">The standard error, for warnings. Failures are thrown: see <see cref="HelperFailure"/>.</param>
internal sealed class DockerCredentialHelperServer(NebiusSettings settings, Stream input, Stream output, TextWriter error)
{
    private const int LongestObject = 64 * 1024;

    // Word for word: docker compares it.
    private static ReadOnlySpan<byte> NotFound => "credentials not found in native keychain\n"u8;

    public async Task<int> GetAsync(CancellationToken cancellationToken)
    {
        if (Host() is not { } host)
        {
            return SayNotFound();
        }

        try
        {
            var resolution = await Chain.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            foreach (var warning in resolution.Warnings)
            {
                await error.WriteLineAsync($"{warning.Code}: {warning.Message}").ConfigureAwait(false);
            }

            return Answer(resolution.Credential!);
        }
        catch (NebiusRegistryException failure) when (failure.Code == MessageCodes.NoCredential)
        {
            return SayNotFound();
        }
    }

    public async Task<int> StoreAsync(CancellationToken cancellationToken)
    {
        await ReadObjectAsync(cancellationToken).ConfigureAwait(false);
        await error.WriteLineAsync(
            "nebius-registry stores nothing: it finds the credential each time it is asked.").ConfigureAwait(false);
        return ExitCode.Success;
    }

    public async Task<int> EraseAsync(CancellationToken cancellationToken)
    {
        if (Host() is not { } host)
        {
            return ExitCode.Success;
        }

        try
        {
            var resolution = await Chain.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            await CredentialChain.ForgetAsync(resolution.Credential!, cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException failure)
        {
            // Then there is none to drop.
            await error.WriteLineAsync($"{failure.Code}: {failure.Message}").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    public int List()
    {
        output.Write("{}\n"u8);
        return ExitCode.Success;
    }

    private CredentialChain Chain => new(new CredentialChainOptions { Settings = settings });

    private RegistryHost? Host() =>
        HelperRequest.ReadHost(input) is { } host
            ? RegistryHost.Examine(host, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts)).Host
            : null;

    private int Answer(RegistryCredential credential)
    {
        var (host, password) = (credential.Host.Name, credential.Password.Reveal());
        if (NeedsNoEscape(host) && NeedsNoEscape(credential.UserName) && NeedsNoEscape(password))
        {
            output.Write(Encoding.ASCII.GetBytes(
                $$"""{"ServerURL":"{{host}}","Username":"{{credential.UserName}}","Secret":"{{password}}"}"""));
        }
        else
        {
            using var json = new Utf8JsonWriter(output);
            json.WriteStartObject();
            json.WriteString("ServerURL", host);
            json.WriteString("Username", credential.UserName);
            json.WriteString("Secret", password);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return ExitCode.Success;
    }

    // Tokens and static keys need none; the framework's writer takes longer to prepare than all else here.
    private static bool NeedsNoEscape(string text) =>
        text.All(static character => char.IsAsciiLetterOrDigit(character) || "-._~/=:".Contains(character, StringComparison.Ordinal));

    // What is to be stored is one JSON object; the caller may leave its end open.
    private async Task ReadObjectAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestObject];
        for (int count = 0, read = 1; read > 0 && count < buffer.Length && !IsWhole(buffer.AsSpan(0, count)); count += read)
        {
            read = await input.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private int SayNotFound()
    {
        output.Write(NotFound);
        return ExitCode.Failure;
    }
}

/// <summary>
/// Writes a failure to both streams. docker pull and docker login show only the standard error
/// (https://github.com/docker/cli/blob/v28.2.2/cli/command/registry.go); podman, skopeo, helm and the .NET SDK quote the standard output.
/// </summary>
internal static class HelperFailure
{
    /// <summary>Writes a failure, in one line where it is quoted.</summary>
    /// <param name="text">The failure; nothing is written when it is empty.</param>
    /// <param name="output">The standard output.</param>
    /// <param name="error">The standard error.</param>
    public static async Task WriteAsync(string text, Stream output, TextWriter error)
    {
        if (text.Length == 0)
        {
            return;
        }

        await error.WriteLineAsync(text).ConfigureAwait(false);
        try
        {
            var line = $"{Redactor.Message(text).ReplaceLineEndings(" ")}\n";
            await output.WriteAsync(Encoding.UTF8.GetBytes(line)).ConfigureAwait(false);
        }
        catch (OutputClosedException)
        {
            // The standard error has the failure.
        }
    }
}

/// <summary>
/// What a helper works with: the environment, but nothing of the directory that it is started in, and no docker login, as docker asks the
/// helper.
/// </summary>
internal static class HelperSettings
{
    public static NebiusSettings Create() => WithoutDockerLogins(new NebiusSettings { StartDirectory = SafeDirectory });

    /// <summary>Excludes docker logins from the sources, even when NEBIUS_CREDENTIAL_SOURCES names them.</summary>
    public static NebiusSettings WithoutDockerLogins(NebiusSettings settings) =>
        settings with { ExcludedSources = [CredentialSourceKind.DockerConfig] };

    private static string SafeDirectory => OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/";
}
