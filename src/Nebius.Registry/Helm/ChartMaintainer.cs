namespace Nebius.Registry.Helm;

/// <summary>Somebody who looks after a chart. Each part may be empty.</summary>
/// <param name="Name">Who.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Url">The web page.</param>
internal sealed record ChartMaintainer(string Name, string Email, string Url);
