namespace Nebius.Registry.Doctor;

/// <summary>One thing that was looked at. Nothing in it is secret; <see cref="Detail"/> and <see cref="Next"/> may name files, hosts and accounts.</summary>
public sealed record Finding
{
    /// <summary>Gets what it belongs to, such as <c>Sources</c>.</summary>
    public required string Section { get; init; }

    /// <summary>Gets what was looked at, such as <c>StaticKey</c> or <c>docker</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets what it means.</summary>
    public required FindingSeverity Mark { get; init; }

    /// <summary>Gets what was found, in words that are ours and name nothing of the user's.</summary>
    public required string State { get; init; }

    /// <summary>Gets what exactly was found, and where; empty when there is no more to say.</summary>
    public string Detail { get; init => field = Redactor.Message(value); } = string.Empty;

    /// <summary>Gets the code under which it is explained; null when it has none.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the next command to type; null when there is none.</summary>
    public string? Next { get; init => field = value is null ? null : Redactor.Message(value); }
}
