using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded.Search;

/// <summary>A filter in the numbers of the rows in memory.</summary>
internal sealed class RowFilter
{
    private readonly bool[]? _sets;
    private readonly bool[]? _cameras;
    private readonly UInt128? _person;
    private readonly UInt128? _other;
    private readonly HashSet<UInt128> _without;
    private readonly HashSet<FaceId> _withoutFaces;
    private readonly long? _from;
    private readonly long? _to;

    /// <summary>Translates it; watchlists and cameras that come later do not pass.</summary>
    public RowFilter(FaceFilter filter, FaceRows rows)
    {
        _sets = filter.Watchlist is { } list ? [.. rows.Sets.Values.Select(lists => lists.Contains(list))] : null;
        _cameras = filter.Cameras.Count > 0 ? [.. rows.Cameras.Values.Select(filter.Cameras.Contains)] : null;
        _person = filter.Person is { } person ? FaceRow.HashOf(person) : null;
        _other = filter.OtherThan is { } other ? FaceRow.HashOf(other) : null;
        _without = [.. filter.Without.Select(FaceRow.HashOf)];
        _withoutFaces = [.. filter.WithoutFaces];
        (_from, _to) = (filter.From?.UtcTicks, filter.To?.UtcTicks);
        PassesAll = filter == FaceFilter.All;
    }

    /// <summary>Whether it asks for nothing.</summary>
    public bool PassesAll { get; }

    /// <summary>Whether a row is seen, and passes.</summary>
    public bool Passes(Chunk chunk, int row) => chunk.IsAlive(row) && (PassesAll || PassesEach(chunk, row));

    private static bool Is(Chunk chunk, int row, UInt128 person) =>
        chunk.Tag(row) == RowReading.TagOf(person) && RowReading.TryRead(chunk, row)?.Person == person;

    private bool PassesEach(Chunk chunk, int row)
    {
        if (_sets is not null && !(chunk.Lists(row) is var set && set < _sets.Length && _sets[set]))
        {
            return false;
        }

        if (_cameras is not null && !(chunk.Camera(row) is { } camera && camera < _cameras.Length && _cameras[camera]))
        {
            return false;
        }

        if ((_from is not null || _to is not null)
            && !(chunk.SeenAt(row) is { } seenAt && !(seenAt < _from) && !(seenAt >= _to)))
        {
            return false;
        }

        if (_without.Count + _withoutFaces.Count > 0
            && RowReading.TryRead(chunk, row) is { } read && (_without.Contains(read.Person) || _withoutFaces.Contains(read.Face)))
        {
            return false;
        }

        return !(_person is { } person && !Is(chunk, row, person)) && !(_other is { } other && Is(chunk, row, other));
    }
}
