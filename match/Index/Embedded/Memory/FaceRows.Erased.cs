namespace Analytics.Match.Index.Embedded.Memory;

internal sealed partial class FaceRows
{
    /// <summary>Forgets the rows that the process whose copy this is has erased; their ids are gone with them.</summary>
    public void KillErased()
    {
        foreach (var chunk in _slots.OfType<Chunk>())
        {
            for (var row = 0; row < chunk.Rows; row++)
            {
                if (chunk.IsAlive(row) && RowReading.TryRead(chunk, row) is null)
                {
                    chunk.Kill(row);
                }
            }
        }
    }
}
