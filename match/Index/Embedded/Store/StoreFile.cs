using System.Globalization;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// One file of an index: the operations that were written between two seals, or what was left of several such files when they were
/// compacted. Its name says which: <c>faces-FIRST-LAST.log</c>; a file replaces all whose range lies within its own.
/// </summary>
internal sealed class StoreFile : Counted
{
    private const string Prefix = "faces-";
    private const string Ending = ".log";
    private readonly IStoreFile _file;

    private StoreFile(IStoreFile file, FileRange range)
    {
        _file = file;
        Range = range;
    }

    /// <summary>Which part of the history it holds.</summary>
    public FileRange Range { get; }

    /// <summary>Its name.</summary>
    public string Name => NameOf(Range);

    /// <summary>The end of the last frame that is known to be whole and durable.</summary>
    public long Committed { get; private set; }

    /// <summary>The sequence number of that frame.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether it ends with a seal: nothing is appended any more.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Rows that were written to it.</summary>
    public long Rows { get; set; }

    /// <summary>Rows of it that searches do not see any more. Counted by the writer alone.</summary>
    public long DeadRows { get; set; }

    /// <summary>See <see cref="IStoreFiles.AreErasedElsewhere"/>.</summary>
    public bool IsErasedElsewhere { get; private init; }

    /// <summary>Whether rows were erased since it was last flushed.</summary>
    public bool HasLooseErasures { get; set; }

    /// <summary>The bytes it has on disk.</summary>
    public long Length => _file.Length;

    /// <summary>The name of the file of a range.</summary>
    public static string NameOf(FileRange range) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{range.First:D8}-{range.Last:D8}{Ending}");

    /// <summary>The range that a name says.</summary>
    public static FileRange? RangeOf(string name)
    {
        var numbers = name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal)
            ? name[Prefix.Length..^Ending.Length].Split('-') : [];
        return numbers.Length == 2 && long.TryParse(numbers[0], CultureInfo.InvariantCulture, out var first)
            && long.TryParse(numbers[1], CultureInfo.InvariantCulture, out var last) && first <= last
            ? new FileRange(first, last) : null;
    }

    /// <summary>Makes a new file under <paramref name="name"/>; durable when it returns, but for its name.</summary>
    public static StoreFile Create(IStoreFiles files, string name, FileRange range, FaceCollection collection, RowLayout layout)
    {
        var file = files.Open(name);
        try
        {
            file.Truncate(0);
            file.Write(0, [Head(collection, layout)]);
            file.Flush();
            return new StoreFile(file, range) { Committed = StoreFormat.HeadBytes };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="FailureException">It is damaged, or of another collection.</exception>
    public static StoreFile Open(IStoreFiles files, FileRange range, FaceCollection collection, RowLayout layout)
    {
        var file = files.Open(NameOf(range));
        var head = new byte[StoreFormat.HeadBytes];
        var read = file.Read(0, head);
        if (read == head.Length && head.AsSpan().SequenceEqual(Head(collection, layout)))
        {
            return new StoreFile(file, range) { Committed = StoreFormat.HeadBytes, IsErasedElsewhere = files.AreErasedElsewhere };
        }

        file.Dispose();
        throw read == head.Length && StoreFormat.IsSealed(head.AsSpan(0, StoreFormat.Unit))
            ? UnusableIndexException.OfOthers(
                $"'{NameOf(range)}' of the index '{collection.Name}' holds other templates than those of '{collection.Model}' with "
                + $"{collection.Length} components: {Encoding.UTF8.GetString(head.AsSpan(StoreFormat.Unit)).TrimEnd('\0')}.")
            : UnusableIndexException.At(NameOf(range), 0, "its head is damaged");
    }

    /// <summary>Reads exactly.</summary>
    /// <exception cref="UnusableIndexException">The file is shorter.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        if (_file.Read(offset, bytes) != bytes.Length)
        {
            throw UnusableIndexException.At(Name, offset, "it is shorter than it was");
        }
    }

    /// <summary>Reads what is there.</summary>
    public int TryRead(long offset, Span<byte> bytes) => _file.Read(offset, bytes);

    /// <summary>Writes a frame behind the last one; <see cref="Advance"/> once it counts.</summary>
    /// <exception cref="IOException">The disk is full or failed; some of it may have been written.</exception>
    public FrameHeader Append(IReadOnlyList<Operation> operations)
    {
        var frame = new FrameHeader(Sequence + 1, operations.Count, StoreFormat.Unit + operations.Sum(operation => operation.Header.Bytes));
        var header = new byte[StoreFormat.Unit];
        frame.Write(header);
        _file.Write(
            Committed, [header, .. operations.SelectMany(operation => new ReadOnlyMemory<byte>[] { operation.Head, operation.Rows })]);
        return frame;
    }

    /// <summary>Takes a frame to be part of the file.</summary>
    public void Advance(FrameHeader frame) => (Committed, Sequence) = (Committed + frame.Bytes, frame.Sequence);

    /// <summary>Writes anywhere.</summary>
    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts) => _file.Write(offset, parts);

    /// <summary>Makes durable what was written.</summary>
    public void Flush()
    {
        _file.Flush();
        HasLooseErasures = false;
    }

    /// <summary>Cuts what is no whole frame.</summary>
    public void CutTail() => _file.Truncate(Committed);

    /// <inheritdoc/>
    protected override void Free() => _file.Dispose();

    // The first unit says what it is, the rest of the head says it in words.
    private static byte[] Head(FaceCollection collection, RowLayout layout)
    {
        var head = new byte[StoreFormat.HeadBytes];
        "Analytics faces"u8.CopyTo(head);
        head[16] = StoreFormat.Version;
        var words = $"model {collection.Model}, length {collection.Length}, {(layout.Half ? "half" : "single")} precision";
        Encoding.UTF8.GetBytes(words, head.AsSpan(StoreFormat.Unit));
        BitConverter.TryWriteBytes(head.AsSpan(20), StoreFormat.Checksum(head.AsSpan(StoreFormat.Unit)));
        StoreFormat.Seal(head.AsSpan(0, StoreFormat.Unit));
        return head;
    }
}

/// <summary>Numbers of files, both ends included.</summary>
internal readonly record struct FileRange(long First, long Last)
{
    /// <summary>Whether the other lies within this one.</summary>
    public bool Holds(FileRange other) => First <= other.First && other.Last <= Last;
}
