using System.Diagnostics.CodeAnalysis;
using Cake.Core;
using Nebius.Registry;
using Nebius.Registry.OS.Processes;

namespace Cake.Nebius;

/// <summary>
/// Turns failures into Cake's own exception, with the code and the advice. Cake prints messages as they are, so nothing in them is secret.
/// </summary>
internal static class ErrorBoundary
{
    /// <summary>Runs what is asynchronous to its end.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Cake prints a foreign exception's text, which may quote what it could not read.")]
    public static T Coded<T>(Func<CancellationToken, Task<T>> work)
    {
        CommandsToType.Program = UserInterface.Cake;
        using var cancellation = new Cancellation();
        try
        {
            return work(cancellation.Token).GetAwaiter().GetResult();
        }
        catch (NebiusRegistryException error)
        {
            throw Exception(error.Code, error.Message);
        }
        catch (OperationCanceledException error)
        {
            // It says what may be left.
            throw new CakeException(Redactor.Message(error.Message));
        }
        catch (Exception error) when (error is not CakeException)
        {
            throw Exception(
                MessageCodes.Unexpected,
                "Cake.Nebius failed unexpectedly: "
                + $"{error.GetType().FullName} in {error.TargetSite?.DeclaringType?.FullName}.{error.TargetSite?.Name}. "
                + "Please report this message.");
        }
    }

    /// <inheritdoc cref="Coded{T}"/>
    public static void Coded(Func<CancellationToken, Task> work) => Coded(async cancellationToken =>
    {
        await work(cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <summary>Makes an exception.</summary>
    public static CakeException Exception(string code, string message) => new(Redactor.Message($"{code}: {message}"));
}

/// <summary>
/// Ends what is under way on Ctrl+C, and lets it put its things in order: a key that was issued is taken back, a program that was started
/// does not outlive the script. A second Ctrl+C ends the process at once.
/// </summary>
internal sealed class Cancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Interruption _interruption;

    public Cancellation() => _interruption = new Interruption(Cancel);

    /// <summary>Gets what fires.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _source.Dispose();
    }

    private bool Cancel()
    {
        try
        {
            var isFirst = !_source.IsCancellationRequested;
            _source.Cancel();
            return isFirst;
        }
        catch (ObjectDisposedException)
        {
            // The work has just come to its end.
            return false;
        }
    }
}
