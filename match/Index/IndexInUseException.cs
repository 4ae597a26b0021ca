using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>Another process has the index.</summary>
/// <param name="fact">Which index.</param>
public sealed class IndexInUseException(string fact)
    : BusyException($"{fact} Stop the other process, or use another data folder.")
{
    /// <summary>Which index, without what a command can do about it.</summary>
    public string Fact => fact;
}
