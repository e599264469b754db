using System.Text;
using Nebius.Registry.OS;

namespace Nebius.Registry.StaticKeys;

/// <summary>Where a new key's token goes: the token alone, without a line break.</summary>
public abstract class StaticKeyDestination
{
    private protected StaticKeyDestination()
    {
    }

    /// <summary>Returns a file, which is private to this user and appears whole or not at all.</summary>
    /// <param name="path">The path; <c>~</c> is the home directory, a relative one starts where the settings say.</param>
    /// <param name="options">What is allowed; null for a new file outside the workspace.</param>
    /// <param name="settings">Where the workspace is; null for this process's own environment.</param>
    /// <returns>The destination. Nothing is written yet.</returns>
    public static StaticKeyDestination ToFile(string path, StaticKeyFileOptions? options = null, NebiusSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var where = settings ?? new NebiusSettings();
        var setting = new SettingValue(path, "the file", where.StartDirectory, SettingLevel.Typed);
        return new StaticKeyFile(where.FullPath(setting), options ?? new StaticKeyFileOptions(), Workspace.Of(where));
    }

    /// <summary>Returns a stream, such as a child's standard input. What fails after part of it was written cannot be taken back.</summary>
    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <returns>The destination. Nothing is written yet.</returns>
    public static StaticKeyDestination ToStream(Stream stream, string name = "the stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new StaticKeyStream(stream, name, TimeProvider.System);
    }

    /// <summary>
    /// Returns an output of this step on GitHub Actions, masked in the log. The runner keeps it in a file of its own until the job ends.
    /// </summary>
    /// <param name="name">The output's name.</param>
    /// <param name="log">The step's log: this process's standard output.</param>
    /// <param name="settings">Where the environment is read; null for this process's own.</param>
    /// <returns>The destination. Nothing is written yet.</returns>
    public static StaticKeyDestination ToGitHubOutput(string name, TextWriter log, NebiusSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(log);
        return new StaticKeyGitHubOutput(name, log, settings ?? new NebiusSettings());
    }

    /// <summary>Writes a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the writing, as long as nothing is written.</param>
    /// <returns>A task that ends when the token is there.</returns>
    /// <exception cref="NebiusRegistryException">It can't be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the token is not there.</exception>
    public abstract Task WriteAsync(Secret token, CancellationToken cancellationToken);

    /// <summary>Returns where it is, for messages.</summary>
    /// <returns>A path or a name.</returns>
    public abstract override string ToString();

    /// <summary>Gets the path or name alone, for a program that reads it.</summary>
    internal virtual string Place => ToString();

    /// <summary>Looks whether a token can be written, before there is one.</summary>
    /// <exception cref="NebiusRegistryException">It cannot.</exception>
    internal abstract void Check();
}

/// <summary>What is allowed for a file that gets a token.</summary>
public sealed record StaticKeyFileOptions
{
    /// <summary>Gets a value indicating whether a file that is there already is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>
    /// Gets a value indicating whether the file may be in the workspace, where it could be committed or copied into an image.
    /// </summary>
    public bool AllowsWorkspace { get; init; }
}

/// <summary>A stream that gets a token.</summary>
/// <param name="stream">The stream.</param>
/// <param name="name">What it is, for messages.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyStream(Stream stream, string name, TimeProvider time) : StaticKeyDestination
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task WriteAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(token.Reveal()), cancellationToken).ConfigureAwait(false);
            await FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The text isn't from this library, and may quote what it was given.
            throw new NebiusRegistryException(
                MessageCodes.DestinationUnusable, $"Can't write the static key's token to {name}: {error.GetType().Name}.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => name;

    /// <inheritdoc/>
    internal override void Check()
    {
        if (!stream.CanWrite)
        {
            throw new NebiusRegistryException(
                MessageCodes.DestinationUnusable, $"Can't write the static key's token to {name}: it isn't open for writing.");
        }
    }

    // What is written is written: a caller's cancellation now would revoke a key that is already in use.
    private async Task FlushAsync()
    {
        using var limit = new CancellationTokenSource(FlushTimeout, time);
        try
        {
            // Not every stream looks at the token.
            await stream.FlushAsync(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
