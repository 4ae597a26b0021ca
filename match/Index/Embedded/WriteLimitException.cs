namespace Analytics.Match.Index.Embedded;

/// <summary>A write that could not be read again: it is refused before anything of it is written.</summary>
/// <param name="message">What is too large, and what to do.</param>
public sealed class WriteLimitException(string message) : Exception(message);
