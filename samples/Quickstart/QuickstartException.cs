namespace Quickstart;

/// <summary>A step that did not do what it should.</summary>
internal sealed class QuickstartException(string message) : Exception(message);
