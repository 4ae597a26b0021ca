using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>Another process has the index.</summary>
/// <param name="fact">Which index.</param>
public sealed class IndexInUseException(string fact)
    : UserErrorException($"{fact} Stop that one, or give this one its own folder with --data.")
{
    /// <summary>Which index, without what a command can do about it.</summary>
    public string Fact => fact;
}
