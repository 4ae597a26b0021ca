using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// The payload of an added batch: the sets of watchlists and the cameras that its rows count, then the ids of people that they point at.
/// </summary>
/// <param name="Sets">Each set of watchlists once.</param>
/// <param name="Cameras">Each camera once.</param>
internal sealed record NameHeap(IReadOnlyList<IReadOnlyList<WatchlistId>> Sets, IReadOnlyList<CameraId> Cameras)
{
    /// <summary>Reads what <see cref="NameHeapBuilder"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static NameHeap Read(ReadOnlySpan<byte> payload)
    {
        var reader = new NameReader(payload);
        var sets = new IReadOnlyList<WatchlistId>[reader.Count()];
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = reader.Lists();
        }

        var cameras = new CameraId[reader.Count()];
        for (var i = 0; i < cameras.Length; i++)
        {
            cameras[i] = new CameraId(reader.Text());
        }

        return new NameHeap(sets, cameras);
    }
}

/// <summary>Collects the names of a batch.</summary>
internal sealed class NameHeapBuilder
{
    private readonly Dictionary<string, ushort> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<CameraId, ushort> _cameras = [];
    private readonly List<byte> _setBytes = [];
    private readonly List<byte> _cameraBytes = [];
    private readonly List<byte> _people = [];
    private PersonId? _lastPerson;
    private int _lastPlace;

    /// <summary>The number of a set within the batch.</summary>
    public ushort Set(IReadOnlyList<WatchlistId> lists)
    {
        var key = string.Join('\n', lists);
        if (!_sets.TryGetValue(key, out var number))
        {
            number = Names.Number(_sets.Count, "sets of watchlists");
            _sets.Add(key, number);
            Names.AddLists(_setBytes, lists);
        }

        return number;
    }

    /// <summary>The number of a camera within the batch.</summary>
    public ushort? Camera(CameraId? camera)
    {
        if (camera is not { } named)
        {
            return null;
        }

        if (!_cameras.TryGetValue(named, out var number))
        {
            number = Names.Number(_cameras.Count, "cameras");
            _cameras.Add(named, number);
            Names.AddText(_cameraBytes, named.Value);
        }

        return number;
    }

    /// <summary>
    /// Where a person's id lies among those of the batch, and its bytes. Faces of one person mostly come one after the other.
    /// </summary>
    public (int At, ushort Bytes) Person(PersonId person)
    {
        if (person != _lastPerson)
        {
            (_lastPerson, _lastPlace) = (person, _people.Count);
            Names.AddUtf8(_people, person.Value);
        }

        return (_lastPlace, Names.Length(_people.Count - _lastPlace));
    }

    /// <summary>The payload, and where the people begin in it.</summary>
    public (byte[] Payload, int PeopleAt) Build()
    {
        List<byte> payload = [];
        Names.AddCount(payload, _sets.Count);
        payload.AddRange(_setBytes);
        Names.AddCount(payload, _cameras.Count);
        payload.AddRange(_cameraBytes);
        var peopleAt = payload.Count;
        payload.AddRange(_people);
        return ([.. payload], peopleAt);
    }
}

/// <summary>Names as bytes: a count or a length in 16 bits, then UTF-8.</summary>
internal static class Names
{
    /// <summary>The most of a kind in one operation: their numbers and their count have 16 bits.</summary>
    public const int Most = ushort.MaxValue;

    /// <summary>The number of the next of a kind.</summary>
    /// <exception cref="WriteLimitException">There are too many in one operation.</exception>
    public static ushort Number(int next, string kind) => next < Most
        ? (ushort)next
        : throw new WriteLimitException($"One write to the index has more than {Most} different {kind}. Write fewer faces at once.");

    /// <summary>The length of a name, or of a list of them.</summary>
    /// <exception cref="WriteLimitException">It is too long.</exception>
    public static ushort Length(int length) => length <= ushort.MaxValue
        ? (ushort)length
        : throw new WriteLimitException($"A name, or the lists of one person, take {length}; the index holds at most {ushort.MaxValue}.");

    public static void AddCount(List<byte> bytes, int count)
    {
        Span<byte> two = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(two, Length(count));
        bytes.AddRange(two);
    }

    public static void AddText(List<byte> bytes, string text)
    {
        AddCount(bytes, Encoding.UTF8.GetByteCount(text));
        AddUtf8(bytes, text);
    }

    public static void AddUtf8(List<byte> bytes, string text)
    {
        var at = bytes.Count;
        CollectionsMarshal.SetCount(bytes, at + Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, CollectionsMarshal.AsSpan(bytes)[at..]);
    }

    public static void AddLists(List<byte> bytes, IReadOnlyList<WatchlistId> lists)
    {
        AddCount(bytes, lists.Count);
        foreach (var list in lists)
        {
            AddText(bytes, list.Value);
        }
    }
}

/// <summary>Reads what <see cref="Names"/> wrote.</summary>
internal ref struct NameReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _left;

    public int Count() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    public IReadOnlyList<WatchlistId> Lists()
    {
        var lists = new WatchlistId[Count()];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = new WatchlistId(Text());
        }

        return lists;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            throw new InvalidDataException("The names end too early.");
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
