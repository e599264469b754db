namespace Nebius.Registry.DockerConfig;

/// <summary>A member of a JSON object: where it stands.</summary>
/// <param name="Name">Its name; null when it is no text.</param>
/// <param name="NameSpan">Where the name is, with its quotes.</param>
/// <param name="Value">Where the value is.</param>
internal sealed record JsonMember(string? Name, JsonSpan NameSpan, JsonSpan Value);
