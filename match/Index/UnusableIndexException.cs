using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>The index that is there cannot be used: it is damaged, or of another model. A rebuild replaces it.</summary>
public sealed class UnusableIndexException : InvalidException
{
    private UnusableIndexException(string message)
        : base(message)
    {
    }

    /// <summary>The same, of an index that could not follow what was done.</summary>
    /// <param name="done">What that was, in a sentence.</param>
    public UnusableIndexException After(string done) => new($"{done} The index could not follow: {Message}") { Subject = Subject };

    /// <summary>It is whole, but of another model.</summary>
    internal static UnusableIndexException OfOthers(string message) => new(message) { Subject = FailureSubject.IndexOfOtherModel };

    /// <summary>Its files cannot be read.</summary>
    internal static UnusableIndexException Unreadable(string folder, string reason) => new(
        $"The index in '{folder}' cannot be read ({reason.TrimEnd('.')}). Check the disk and the permissions of its files, or rebuild "
        + "it from the database.")
    {
        Subject = FailureSubject.Index,
    };

    /// <summary>Names the file, the place and the remedy.</summary>
    internal static UnusableIndexException At(string file, long offset, string what) => new(
        $"The index file '{file}' is damaged at byte {offset}: {what}. Rebuild it from the database.")
    {
        Subject = FailureSubject.Index,
    };
}
