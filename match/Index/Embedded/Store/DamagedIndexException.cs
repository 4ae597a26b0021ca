using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>What is on disk is not what was written: nothing of it is believed.</summary>
public sealed class DamagedIndexException : UserErrorException
{
    private DamagedIndexException(string message)
        : base(message)
    {
    }

    /// <summary>The file is whole, but of another model.</summary>
    internal static DamagedIndexException OfOthers(string message) => new(message);

    /// <summary>Names the file, the place and the remedy.</summary>
    internal static DamagedIndexException At(string file, long offset, string what) => new(
        $"The index file '{file}' is damaged at byte {offset}: {what}. Run 'analytics index rebuild' to make it anew from the database.");
}
