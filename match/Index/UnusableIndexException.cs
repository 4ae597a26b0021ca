using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>The index that is there cannot be used: it is damaged, or of another model. A rebuild makes it anew.</summary>
public sealed class UnusableIndexException : UserErrorException
{
    private UnusableIndexException(string message)
        : base(message)
    {
    }

    /// <summary>It is whole, but of another model.</summary>
    internal static UnusableIndexException OfOthers(string message) => new(message);

    /// <summary>Names the file, the place and the remedy.</summary>
    internal static UnusableIndexException At(string file, long offset, string what) => new(
        $"The index file '{file}' is damaged at byte {offset}: {what}. Run 'analytics index rebuild' to make it anew from the database.");
}
