using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>
/// Rows of one file in memory: the codes and sign bits that searches scan, and what they filter by. One writer appends and kills rows;
/// searches read beside it: a row is complete before <see cref="Rows"/> counts it, and a killed one is only ever zeroed.
/// </summary>
internal sealed unsafe class Chunk : Counted
{
    /// <summary>Rows of a full chunk.</summary>
    public const int Capacity = 8192;

    private readonly ulong[] _alive = new ulong[Capacity / 64];
    private readonly int _rowBytes;
    private Run[] _runs = new Run[4];
    private int _runCount;
    private long _next = -1;
    private readonly ushort[] _tags = new ushort[Capacity];
    private int[]? _lists;
    private int[]? _cameras;
    private long[]? _seenAt;
    private int _taken;
    private int _rows;

    /// <summary>An empty one.</summary>
    public Chunk(StoreFile file, RowLayout layout)
    {
        File = file;
        file.Hold();
        _rowBytes = layout.RowBytes;
        Stride = FaceCode.Stride(layout.Length);
        SignBytes = FaceCode.SignBytes(layout.Length);
        Codes = NativeRows.Allocate(CodesBytes);
        Signs = NativeRows.Allocate(SignsBytes);
    }

    /// <summary>Where its rows lie on disk.</summary>
    public StoreFile File { get; }

    /// <summary>Bytes of a code.</summary>
    public int Stride { get; }

    /// <summary>Bytes of a row's sign bits.</summary>
    public int SignBytes { get; }

    /// <summary>The codes, row after row.</summary>
    public byte* Codes { get; private set; }

    /// <summary>The sign bits, in blocks of 64 rows.</summary>
    public byte* Signs { get; private set; }

    private nuint CodesBytes => (nuint)Capacity * (nuint)Stride;

    private nuint SignsBytes => (nuint)Capacity * (nuint)SignBytes;

    /// <summary>Rows that searches may look at; dead ones among them.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>Whether no row fits in any more.</summary>
    public bool IsFull => _taken == Capacity;

    /// <summary>Blocks of 64 rows, the last one perhaps not full.</summary>
    public static int BlocksOf(int rows) => (rows + FaceCode.BlockRows - 1) / FaceCode.BlockRows;

    /// <summary>Whether a row was not removed.</summary>
    public bool IsAlive(int row) => (Volatile.Read(ref _alive[row >> 6]) >> (row & 63) & 1) != 0;

    /// <summary>Where the row begins in its file.</summary>
    public long Place(int row)
    {
        var count = Volatile.Read(ref _runCount);
        var runs = Volatile.Read(ref _runs).AsSpan(0, count);
        var at = runs.BinarySearch(new Run(row, 0));
        var run = runs[at >= 0 ? at : ~at - 1];
        return run.Place + (long)(row - run.Row) * _rowBytes;
    }

    /// <summary>Sixteen bits of the person; two people may share them. 0 for nobody.</summary>
    public ushort Tag(int row) => _tags[row];

    /// <summary>The number of the set of watchlists; 0 for none.</summary>
    public int Lists(int row) => Volatile.Read(ref _lists) is { } lists ? Volatile.Read(ref lists[row]) : 0;

    /// <summary>The number of the camera; none for a photo.</summary>
    public int? Camera(int row) => _cameras is { } cameras && cameras[row] != 0 ? cameras[row] - 1 : null;

    /// <summary>Ticks of UTC; none for a photo.</summary>
    public long? SeenAt(int row) => _seenAt is { } times && times[row] != 0 ? times[row] : null;

    /// <summary>The code of a row.</summary>
    public Span<byte> Code(int row) => new(Codes + (long)row * Stride, Stride);

    /// <summary>Gives out the number of the next row; for the writer.</summary>
    /// <param name="place">Where it begins in its file. Rows that were written together lie one behind the other.</param>
    public int Take(long place)
    {
        if (place != _next)
        {
            if (_runCount == _runs.Length)
            {
                Volatile.Write(ref _runs, [.. _runs, .. new Run[_runCount]]);
            }

            _runs[_runCount] = new Run(_taken, place);
            Volatile.Write(ref _runCount, _runCount + 1);
        }

        _next = place + _rowBytes;
        return _taken++;
    }

    /// <summary>Writes a row, several threads each their own; searches do not see it before <see cref="Publish"/>.</summary>
    /// <param name="row">Its number: see <see cref="Take"/>.</param>
    /// <param name="tag">See <see cref="Tag"/>.</param>
    /// <param name="lists">See <see cref="Lists"/>.</param>
    /// <param name="camera">See <see cref="Camera"/>.</param>
    /// <param name="seenAt">See <see cref="SeenAt"/>.</param>
    public void Set(int row, ushort tag, int lists, int? camera, DateTimeOffset? seenAt)
    {
        _tags[row] = tag;
        Relist(row, lists);
        if (camera is { } number)
        {
            Made(ref _cameras)[row] = number + 1;
        }

        if (seenAt is { } time)
        {
            Made(ref _seenAt)[row] = time.UtcTicks;
        }

        FaceCode.WriteSigns(Code(row), Block(row), row & 63);
        Interlocked.Or(ref _alive[row >> 6], 1UL << (row & 63));
    }

    /// <summary>Lets searches see all rows before <paramref name="rows"/>.</summary>
    public void Publish(int rows) => Volatile.Write(ref _rows, rows);

    /// <summary>Puts a row onto other watchlists.</summary>
    public void Relist(int row, int lists)
    {
        if (lists != 0 || _lists is not null)
        {
            Volatile.Write(ref Made(ref _lists)[row], lists);
        }
    }

    /// <summary>Adds the numbers of all sets that rows have, those that searches do not see yet among them.</summary>
    public void AddLists(ISet<int> numbers)
    {
        if (_lists is { } lists)
        {
            numbers.UnionWith(lists.AsSpan(0, _taken).ToArray());
        }
    }

    /// <summary>Hides a row from searches and erases its code.</summary>
    public void Kill(int row)
    {
        Interlocked.And(ref _alive[row >> 6], ~(1UL << (row & 63)));
        Code(row).Fill(FaceCode.Zero);
        FaceCode.WriteSigns(Code(row), Block(row), row & 63);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        NativeRows.Free(Codes, CodesBytes);
        NativeRows.Free(Signs, SignsBytes);
        Codes = null;
        Signs = null;
        File.Release();
    }

    // Photos have no camera, sightings no watchlists: columns are made when they are needed.
    private static T[] Made<T>(ref T[]? column) =>
        Volatile.Read(ref column) ?? Interlocked.CompareExchange(ref column, new T[Capacity], null) ?? column!;

    private Span<byte> Block(int row) =>
        new(Signs + (long)(row / FaceCode.BlockRows) * FaceCode.BlockRows * SignBytes, FaceCode.BlockRows * SignBytes);

    // Rows that lie one behind the other on disk, from this one on.
    private readonly record struct Run(int Row, long Place) : IComparable<Run>
    {
        public int CompareTo(Run other) => Row.CompareTo(other.Row);
    }
}
