using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>The index that is there cannot be used: it is damaged, or of another model. A rebuild makes it anew.</summary>
public sealed class UnusableIndexException : UserErrorException
{
    private UnusableIndexException(string message)
        : base(message)
    {
    }

    /// <summary>The same, of an index that could not follow what was done.</summary>
    /// <param name="done">What that was, in a sentence.</param>
    public UnusableIndexException After(string done) => new($"{done} The index could not follow: {Message}");

    /// <summary>It is whole, but of another model.</summary>
    internal static UnusableIndexException OfOthers(string message) => new(message);

    /// <summary>Its files cannot be read.</summary>
    internal static UnusableIndexException Unreadable(string folder, string reason) => new(
        $"The index in '{folder}' cannot be read ({reason.TrimEnd('.')}). See to the disk and to the rights of its files; "
        + "'analytics index rebuild' makes it anew from the database.");

    /// <summary>Names the file, the place and the remedy.</summary>
    internal static UnusableIndexException At(string file, long offset, string what) => new(
        $"The index file '{file}' is damaged at byte {offset}: {what}. Run 'analytics index rebuild' to make it anew from the database.");
}
