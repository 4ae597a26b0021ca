using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>Another process has the index.</summary>
public sealed class IndexInUseException(string message) : UserErrorException(message);
