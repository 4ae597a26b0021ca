using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Memory;

internal sealed partial class FaceRows
{
    /// <summary>Puts compacted chunks in the place of those of the files that they came from.</summary>
    /// <param name="files">The files that are no more.</param>
    /// <param name="chunks">What is left of them.</param>
    /// <param name="moved">For each row of the chunks, in order, its face and where it was; faces that were killed since are left
    /// out.</param>
    /// <returns>Rows of the new chunks that are not seen any more.</returns>
    public List<RowRef> Replace(
        IReadOnlyCollection<StoreFile> files, IReadOnlyList<Chunk> chunks, IReadOnlyList<(FaceId Face, RowRef From)> moved)
    {
        List<Chunk> old = [];
        List<RowRef> dead = [];
        var slots = chunks.Select(PutIntoSlot).ToArray();
        for (var i = 0; i < moved.Count; i++)
        {
            var to = new RowRef(slots[i / Chunk.Capacity], i % Chunk.Capacity);
            var (face, from) = moved[i];
            if (_slots[from.Slot]!.IsAlive(from.Row))
            {
                chunks[i / Chunk.Capacity].Relist(to.Row, ListsOf(from));
                _ids.Change(face, from, to);
            }
            else
            {
                Kill(to, dead);
            }
        }

        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot] is { } chunk && files.Contains(chunk.File))
            {
                old.Add(chunk);
                _slots[slot] = null;
            }
        }

        PublishView(changed: true);
        old.ForEach(chunk => chunk.Release());
        return dead;
    }
}
