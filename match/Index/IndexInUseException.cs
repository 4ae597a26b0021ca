using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>Another process has the index.</summary>
public sealed class IndexInUseException(string message) : UserErrorException(message);
