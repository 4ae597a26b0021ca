using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>Faces that were written.</summary>
/// <param name="File">The file that holds them.</param>
/// <param name="RowsAt">Where the first row begins.</param>
/// <param name="Names">The watchlists and cameras that the rows count.</param>
/// <param name="Rows">Whole rows.</param>
/// <param name="Codes">Their codes; none: they are made of the rows.</param>
internal sealed record Added(StoreFile File, long RowsAt, NameHeap Names, ReadOnlyMemory<byte> Rows, ReadOnlyMemory<byte>? Codes);

/// <summary>Faces in memory that no search sees yet.</summary>
/// <param name="File">Where they lie on disk.</param>
/// <param name="Places">Their rows, whose they are, and which row of the operation each was.</param>
/// <param name="Erased">Rows beside them that were removed and overwritten before.</param>
internal sealed record Filled(StoreFile File, IReadOnlyList<(RowRef Place, FaceId Face, int Number)> Places, int Erased);
