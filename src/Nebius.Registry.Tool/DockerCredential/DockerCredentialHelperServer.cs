using System.Text;
using System.Text.Json;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tool.DockerCredential;

/// <summary>
/// A docker credential helper, https://github.com/docker/docker-credential-helpers. A host outside Nebius, and a Nebius host where nothing
/// is configured, has no credential, and docker goes on without one; a source that failed is a failure, or docker would go on
/// without one, too, and report missing rights.
/// </summary>
/// <param name="settings">What the user set.</param>
/// <param name="input">The standard input.</param>
/// <param name="output">The standard output, which docker reads. On failure it is what docker shows.</param>
/// <param name="error">The standard error.</param>
internal sealed class DockerCredentialHelperServer(NebiusSettings settings, Stream input, Stream output, TextWriter error)
{
    private const int LongestObject = 64 * 1024;

    // Word for word: docker compares it.
    private const string NotFound = "credentials not found in native keychain";

    public async Task<int> GetAsync(CancellationToken cancellationToken)
    {
        if (await HostAsync(cancellationToken).ConfigureAwait(false) is not { } host)
        {
            return Say(NotFound);
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
        catch (NebiusRegistryException failure)
        {
            return Say(failure.Code == MessageCodes.NoCredential ? NotFound : $"{failure.Code}: {failure.Message}");
        }
    }

    public async Task<int> StoreAsync(CancellationToken cancellationToken)
    {
        await ReadObjectAsync(cancellationToken).ConfigureAwait(false);
        await error.WriteLineAsync(
            "nebius-registry stores nothing: it finds the credential anew whenever it is asked.").ConfigureAwait(false);
        return ExitCode.Success;
    }

    public async Task<int> EraseAsync(CancellationToken cancellationToken)
    {
        if (await HostAsync(cancellationToken).ConfigureAwait(false) is not { } host)
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

    private async Task<RegistryHost?> HostAsync(CancellationToken cancellationToken) =>
        await HelperRequest.ReadHostAsync(input, cancellationToken).ConfigureAwait(false) is { } host
            ? RegistryHost.Examine(host, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts)).Host
            : null;

    private int Answer(RegistryCredential credential)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("ServerURL", credential.Host.Name);
            json.WriteString("Username", credential.UserName);
            json.WriteString("Secret", credential.Password.Reveal());
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return ExitCode.Success;
    }

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

    private int Say(string text)
    {
        output.Write(Encoding.UTF8.GetBytes($"{Redactor.Message(text).ReplaceLineEndings(" ")}\n"));
        return ExitCode.Failure;
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
