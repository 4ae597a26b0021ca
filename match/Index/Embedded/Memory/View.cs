using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>The chunks that a search looks at; they stay while it holds the view, also when compaction has replaced them.</summary>
internal sealed class View : Counted
{
    /// <summary>Holds the chunks.</summary>
    public View(IReadOnlyList<Chunk> chunks)
    {
        Chunks = chunks;
        foreach (var chunk in chunks)
        {
            chunk.Hold();
        }
    }

    /// <summary>The chunks.</summary>
    public IReadOnlyList<Chunk> Chunks { get; }

    /// <inheritdoc/>
    protected override void Free()
    {
        foreach (var chunk in Chunks)
        {
            chunk.Release();
        }
    }
}
