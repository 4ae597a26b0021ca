namespace Analytics.Match.Index.Embedded.Memory;

internal sealed partial class FaceRows
{
    private const int SetsAlwaysKept = 1024;
    private int _setsInUse;

    /// <summary>Drops the sets of watchlists that nobody is on any more, once they are many.</summary>
    public void DropUnusedSets()
    {
        if (Sets.Kept <= 2 * _setsInUse + SetsAlwaysKept)
        {
            return;
        }

        HashSet<int> used = [0];
        foreach (var chunk in _slots.OfType<Chunk>())
        {
            chunk.AddLists(used);
        }

        Sets.DropUnused(used);
        _setsInUse = used.Count;
    }
}
