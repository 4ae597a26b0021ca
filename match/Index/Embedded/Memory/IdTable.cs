using System.Numerics;
using System.Runtime.InteropServices;
using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>A row: the slot of its chunk and its number therein.</summary>
internal readonly record struct RowRef(uint Value)
{
    public RowRef(int slot, int row)
        : this(checked((uint)slot * Chunk.Capacity + (uint)row))
    {
    }

    public int Slot => (int)(Value / Chunk.Capacity);

    public int Row => (int)(Value % Chunk.Capacity);
}

/// <summary>
/// Finds the row of an id: open addressing with linear probing, eight bytes a place. The ids themselves stay on disk; 32 bits of their
/// hash spare nearly all looks at them. For the writer alone.
/// </summary>
/// <param name="idOf">Reads the id of a row.</param>
internal sealed class IdTable(Func<RowRef, FaceId> idOf)
{
    private const uint Empty = uint.MaxValue;
    private const uint Gone = uint.MaxValue - 1;
    private const double MostFull = 0.8;
    private const int Smallest = 64;
    private uint[] _rows = NewPlaces(Smallest);
    private uint[] _hashes = new uint[Smallest];
    private int _used;

    /// <summary>Ids in it.</summary>
    public int Count { get; private set; }

    /// <summary>Makes room for that many ids at once.</summary>
    public void Reserve(long count)
    {
        if (count > _rows.Length * MostFull)
        {
            Resize(checked((int)(count / MostFull) + Smallest));
        }
    }

    /// <summary>The row of an id; none when it is not there.</summary>
    public RowRef? Find(FaceId id)
    {
        var hash = Hash(id);
        for (var place = PlaceOf(hash); _rows[place] != Empty; place = Next(place))
        {
            if (_rows[place] != Gone && _hashes[place] == hash && idOf(new RowRef(_rows[place])) == id)
            {
                return new RowRef(_rows[place]);
            }
        }

        return null;
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(FaceId id, RowRef row)
    {
        if (_used + 1 > _rows.Length * MostFull)
        {
            Resize(Math.Max(Smallest, (int)(Count * 1.5 / MostFull) + Smallest));
        }

        Put(Hash(id), row.Value);
    }

    /// <summary>Moves an id to another row, or takes it out.</summary>
    public void Change(FaceId id, RowRef from, RowRef? to)
    {
        for (var place = PlaceOf(Hash(id)); _rows[place] != Empty; place = Next(place))
        {
            if (_rows[place] == from.Value)
            {
                _rows[place] = to?.Value ?? Gone;
                Count -= to is null ? 1 : 0;
                return;
            }
        }
    }

    private static uint[] NewPlaces(int count)
    {
        var places = new uint[count];
        Array.Fill(places, Empty);
        return places;
    }

    // Ids are UUIDs that others made: not even enough to be used as they are.
    private static uint Hash(FaceId id)
    {
        var value = id.Value;
        var halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref value, 1));
        var mixed = (halves[0] ^ BitOperations.RotateLeft(halves[1], 32)) * 0x9E3779B97F4A7C15;
        return (uint)(((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9) >> 32);
    }

    private void Put(uint hash, uint row)
    {
        var place = PlaceOf(hash);
        while (_rows[place] < Gone)
        {
            place = Next(place);
        }

        _used += _rows[place] == Empty ? 1 : 0;
        (_rows[place], _hashes[place]) = (row, hash);
        Count++;
    }

    // A fair share of the places for each hash (Lemire, ACM TOMACS 29, 2019).
    private int PlaceOf(uint hash) => (int)(((ulong)hash * (ulong)_rows.Length) >> 32);

    private int Next(int place) => place + 1 == _rows.Length ? 0 : place + 1;

    private void Resize(int places)
    {
        var (rows, hashes) = (_rows, _hashes);
        (_rows, _hashes, _used, Count) = (NewPlaces(places), new uint[places], 0, 0);
        for (var place = 0; place < rows.Length; place++)
        {
            if (rows[place] < Gone)
            {
                Put(hashes[place], rows[place]);
            }
        }
    }
}
