using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>
/// All rows of an index in memory, and what operations do to them: the same for those that were just written and for those that are
/// read back at the start. One writer; searches take <see cref="HoldView"/>.
/// </summary>
internal sealed partial class FaceRows
{
    private const int FilledAtOnce = 256;
    private readonly Rotation _rotation;
    private readonly IdTable _ids;
    private readonly List<Chunk?> _slots = [];
    private View _view = new([]);

    public FaceRows(RowLayout layout)
    {
        Layout = layout;
        _rotation = new Rotation(layout.Length);
        Sets.NumberOf([]); // 0: see Chunk
        _ids = new IdTable(IdAt);
    }

    /// <summary>How rows lie on disk.</summary>
    public RowLayout Layout { get; }

    /// <summary>The sets of watchlists.</summary>
    public Interned<IReadOnlyList<WatchlistId>, string> Sets { get; } = new(lists => string.Join('\n', lists), []);

    /// <summary>The cameras.</summary>
    public Interned<CameraId, CameraId> Cameras { get; } = new(camera => camera, default);

    /// <summary>Faces that searches see.</summary>
    public int Faces => _ids.Count;

    /// <summary>The chunks, by their slot; emptied slots are none.</summary>
    public IReadOnlyList<Chunk?> Slots => _slots;

    /// <summary>Makes room for that many faces at once.</summary>
    public void Reserve(long faces) => _ids.Reserve(faces);

    /// <summary>The chunks as they are now; released by the caller.</summary>
    public View HoldView()
    {
        while (true)
        {
            var view = Volatile.Read(ref _view);
            if (view.TryHold())
            {
                return view;
            }
        }
    }

    /// <summary>The row of a face; none when it is not there.</summary>
    public RowRef? Find(FaceId face) => _ids.Find(face);

    /// <summary>The set of watchlists of a row.</summary>
    public int ListsOf(RowRef row) => _slots[row.Slot]!.Lists(row.Row);

    /// <summary>Where a row lies.</summary>
    public (StoreFile File, long Place) PlaceOf(RowRef row) => (_slots[row.Slot]!.File, _slots[row.Slot]!.Place(row.Row));

    /// <summary>The codes of rows as they are written to disk: <see cref="FaceCode.Stride"/> bytes each.</summary>
    /// <param name="rows">Whole rows.</param>
    /// <param name="codes">Takes them.</param>
    public void Encode(ReadOnlySpan<byte> rows, Span<byte> codes)
    {
        var stride = FaceCode.Stride(Layout.Length);
        var vector = new float[Layout.Length];
        for (var i = 0; i < rows.Length / Layout.RowBytes; i++)
        {
            Encode(rows.Slice(i * Layout.RowBytes, Layout.RowBytes), vector, codes.Slice(i * stride, stride));
        }
    }

    /// <summary>Rotates a probe as the rows were.</summary>
    public void Rotate(Span<float> probe) => _rotation.Apply(probe);

    /// <summary>
    /// Puts the rows of one operation into memory, where no search sees them before <see cref="Add(Filled, ICollection{RowRef})"/>.
    /// </summary>
    public Filled Fill(Added added)
    {
        var sets = added.Names.Sets.Select(Sets.NumberOf).ToArray();
        var cameras = added.Names.Cameras.Select(Cameras.NumberOf).ToArray();
        var filled = TakePlaces(added);
        var places = filled.Places;
        Parallel.For(0, (places.Count + FilledAtOnce - 1) / FilledAtOnce, part =>
        {
            var vector = new float[Layout.Length];
            for (var i = part * FilledAtOnce; i < Math.Min(places.Count, (part + 1) * FilledAtOnce); i++)
            {
                Fill(added, places[i], sets, cameras, vector);
            }
        });
        return filled;
    }

    /// <summary>Lets searches see rows. A face that is there already is superseded.</summary>
    /// <param name="filled">The rows.</param>
    /// <param name="killed">Takes the rows that are not seen any more.</param>
    public void Add(Filled filled, ICollection<RowRef> killed)
    {
        filled.File.Rows += filled.Places.Count + filled.Erased;
        filled.File.DeadRows += filled.Erased;
        foreach (var (place, _, _) in filled.Places)
        {
            _slots[place.Slot]!.Publish(place.Row + 1);
        }

        PublishView();
        foreach (var (place, face, _) in filled.Places)
        {
            if (_ids.Find(face) is { } old)
            {
                _ids.Change(face, old, place);
                Kill(old, killed);
            }
            else
            {
                _ids.Add(face, place);
            }
        }
    }

    /// <summary>Removes faces; those that are not there are left out.</summary>
    public int Remove(ReadOnlySpan<FaceId> faces, ICollection<RowRef> killed)
    {
        var removed = 0;
        foreach (var face in faces)
        {
            if (_ids.Find(face) is { } row)
            {
                _ids.Change(face, row, null);
                Kill(row, killed);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Puts faces onto other watchlists; those that are not there are left out.</summary>
    public void Relist(ReadOnlySpan<FaceId> faces, IReadOnlyList<WatchlistId> lists)
    {
        var set = Sets.NumberOf(lists);
        foreach (var face in faces)
        {
            if (_ids.Find(face) is { } row)
            {
                _slots[row.Slot]!.Relist(row.Row, set);
            }
        }
    }

    /// <summary>All faces that are seen and belong to a person, with their rows.</summary>
    public List<FaceId> FacesOf(PersonId person)
    {
        var hash = FaceRow.HashOf(person);
        var tag = RowReading.TagOf(hash);
        List<FaceId> faces = [];
        foreach (var chunk in _slots)
        {
            for (var row = 0; chunk is not null && row < chunk.Rows; row++)
            {
                if (chunk.Tag(row) == tag && RowReading.TryRead(chunk, row) is { } read && read.Person == hash)
                {
                    faces.Add(read.Face);
                }
            }
        }

        return faces;
    }

    /// <summary>Frees everything once no search looks at it.</summary>
    public void Free()
    {
        var chunks = _slots.OfType<Chunk>().ToList();
        _slots.Clear();
        PublishView(changed: true);
        chunks.ForEach(chunk => chunk.Release());
    }

    /// <summary>Reads a template from disk.</summary>
    public Template ReadTemplate(RowRef row, ModelId model)
    {
        var (file, place) = PlaceOf(row);
        var bytes = new byte[Layout.VectorBytes];
        var vector = new float[Layout.Length];
        file.Read(place + FaceRow.VectorAt, bytes);
        Layout.Read(bytes, vector);
        return new Template(model, vector);
    }

    private void Encode(ReadOnlySpan<byte> row, float[] vector, Span<byte> code)
    {
        Layout.Read(row[FaceRow.VectorAt..], vector);
        _rotation.Apply(vector);
        FaceCode.Encode(vector, code);
    }

    private FaceId IdAt(RowRef row)
    {
        var chunk = _slots[row.Slot]!;
        Span<byte> id = stackalloc byte[16];
        chunk.File.Read(chunk.Place(row.Row), id);
        return new FaceId(new Guid(id));
    }

    private void Kill(RowRef row, ICollection<RowRef> killed)
    {
        var chunk = _slots[row.Slot]!;
        chunk.Kill(row.Row);
        chunk.File.DeadRows++;
        killed.Add(row);
    }

    // In the last chunk of the file as far as there is room, then in new ones; erased rows are left out.
    private Filled TakePlaces(Added added)
    {
        var rows = added.Rows.Span;
        List<(RowRef, FaceId, int)> places = new(rows.Length / Layout.RowBytes);
        var slot = _slots.FindLastIndex(chunk => chunk is not null && chunk.File == added.File && !chunk.IsFull);
        for (var i = 0; i < rows.Length / Layout.RowBytes; i++)
        {
            var bytes = rows.Slice(i * Layout.RowBytes, StoreFormat.Unit);
            if (!FaceRow.IsErased(bytes))
            {
                slot = slot < 0 || _slots[slot]!.IsFull ? PutIntoSlot(new Chunk(added.File, Layout)) : slot;
                places.Add((new RowRef(slot, _slots[slot]!.Take(added.RowsAt + (long)i * Layout.RowBytes)), FaceRow.FaceOf(bytes), i));
            }
        }

        return new Filled(added.File, places, rows.Length / Layout.RowBytes - places.Count);
    }

    private void Fill(Added added, (RowRef Place, FaceId Face, int Number) place, int[] sets, int[] cameras, float[] vector)
    {
        var bytes = added.Rows.Span.Slice(place.Number * Layout.RowBytes, Layout.RowBytes);
        FaceRow.TryRead(bytes[..StoreFormat.Unit], out var row);
        var (chunk, number) = (_slots[place.Place.Slot]!, place.Place.Row);
        var code = chunk.Code(number);
        if (added.Codes is { } codes)
        {
            codes.Span.Slice(place.Number * code.Length, code.Length).CopyTo(code);
        }
        else
        {
            Encode(bytes, vector, code);
        }

        chunk.Set(
            number, RowReading.TagOf(row.Person), sets[row.Lists],
            row.Camera is { } camera ? cameras[camera] : null, row.SeenAt);
    }

    private int PutIntoSlot(Chunk chunk)
    {
        var slot = _slots.IndexOf(null);
        if (slot < 0)
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        _slots[slot] = chunk;
        return slot;
    }

    private void PublishView(bool changed = false)
    {
        var current = _view;
        if (!changed && current.Chunks.Count == _slots.Count(chunk => chunk is not null))
        {
            return; // rows were only appended to chunks that it has
        }

        Volatile.Write(ref _view, new View([.. _slots.OfType<Chunk>()]));
        current.Release();
    }
}
