using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>
/// All that is written to an index: operations become frames of the last file, one flush for all that wait, and are done in memory once
/// they are durable. For one thread at a time.
/// </summary>
internal sealed partial class Journal
{
    private const string NewName = "new.tmp";
    private readonly IStoreFiles _disk;
    private readonly FaceCollection _collection;
    private readonly EmbeddedIndexOptions _options;
    private readonly List<StoreFile> _files = [];
    private string? _broken;

    private Journal(IStoreFiles disk, FaceCollection collection, EmbeddedIndexOptions options)
    {
        (_disk, _collection, _options) = (disk, collection, options);
        Rows = new FaceRows(new RowLayout(collection.Length, options.HalfPrecision));
    }

    /// <summary>The rows in memory.</summary>
    public FaceRows Rows { get; }

    /// <summary>Why nothing more is written until the next start; none while writes go on.</summary>
    public string? Broken => _broken;

    /// <summary>The files, oldest first; the last one is written to.</summary>
    public IReadOnlyList<StoreFile> Files => _files;

    private StoreFile Last => _files[^1];

    /// <summary>Reads what is there.</summary>
    /// <exception cref="FailureException">It is damaged, or of another collection.</exception>
    public static Journal Open(IStoreFiles disk, FaceCollection collection, EmbeddedIndexOptions options)
    {
        var journal = new Journal(disk, collection, options);
        try
        {
            journal.Open();
            return journal;
        }
        catch
        {
            journal.Close();
            throw;
        }
    }

    /// <summary>Makes operations durable and does them; all of them, or none.</summary>
    /// <returns>Why not; none when it was done.</returns>
    public IndexUnavailable? Commit(IReadOnlyList<Pending> pending)
    {
        if (_broken is not null)
        {
            return new IndexUnavailable(_broken, MayRecover: false);
        }

        if (Append(pending.SelectMany(item => item.Operations).ToList(), out var frame) is { } full)
        {
            return full;
        }

        // The disk takes its time: memory is made ready meanwhile.
        var filling = Task.Run(() => Fill(pending));
        IndexUnavailable? unavailable;
        try
        {
            unavailable = Flush();
        }
        finally
        {
            filling.GetAwaiter().GetResult();
        }

        if (unavailable is not null)
        {
            return unavailable;
        }

        List<RowRef> killed = [];
        try
        {
            foreach (var item in pending)
            {
                item.Result = item.Operations.Sum(operation => Do(operation, item.Filled, killed));
            }
        }
        catch (Exception exception) when (exception is IOException or UnusableIndexException)
        {
            // Ids are read back from the disk.
            _broken = $"The disk failed while the index '{_collection.Name}' was written ({exception.Message}). Check it and start again.";
            return new IndexUnavailable(_broken, MayRecover: false);
        }

        Last.Advance(frame);
        Rows.DropUnusedSets();
        Erase(killed.Select(Rows.PlaceOf));
        if (Last.Committed >= (long)_options.FileMegabytes << 20)
        {
            SealLast();
        }

        return null;
    }

    /// <summary>Refuses all that is to be written from now on: what is in memory may not be what is on disk.</summary>
    public void Break(string reason) => _broken ??= reason;

    /// <summary>Overwrites rows that are not seen any more. What fails is tried again at the next start.</summary>
    public void Erase(IEnumerable<(StoreFile File, long Place)> rows)
    {
        var erased = new byte[Rows.Layout.RowBytes];
        FaceRow.Erase(erased);
        try
        {
            foreach (var (file, place) in rows)
            {
                file.Write(place, [erased]);
                file.HasLooseErasures = true;
            }
        }
        catch (IOException exception)
        {
            _broken = $"Faces that were removed could not be overwritten ({exception.Message}). Check the disk and start again.";
        }
    }

    /// <summary>Lets go of memory and files.</summary>
    public void Close()
    {
        Rows.Free();
        _files.ForEach(file => file.Release());
        _files.Clear();
    }

    private void Open()
    {
        foreach (var range in IndexFolder.Ranges(_disk))
        {
            _files.Add(StoreFile.Open(_disk, range, _collection, Rows.Layout));
        }

        Rows.Reserve(_files.Sum(file => file.Length / Rows.Layout.RowBytes));
        var recovery = new Recovery(Rows);
        recovery.Read(_files);
        Erase(recovery.ToErase);
        if (_files.Count == 0 || Last.IsSealed)
        {
            Begin(_files.Count == 0 ? 1 : Last.Range.Last + 1);
        }
    }

    private IndexUnavailable? Append(List<Operation> operations, out FrameHeader frame)
    {
        frame = default;
        try
        {
            frame = Last.Append(operations);
            return null;
        }
        catch (IOException exception)
        {
            return CutBack(exception);
        }
    }

    private IndexUnavailable? Flush()
    {
        try
        {
            Last.Flush();
            return null;
        }
        catch (IOException exception)
        {
            // After a failed flush nobody knows what is on the disk (Rebello et al., USENIX ATC 2020): only reading it again shows that.
            _broken = $"The disk failed while the index '{_collection.Name}' was written ({exception.Message}). Check it and start again.";
            return new IndexUnavailable(_broken, MayRecover: false);
        }
    }

    private IndexUnavailable CutBack(IOException exception)
    {
        try
        {
            Last.CutTail();
            return new IndexUnavailable(
                $"The index '{_collection.Name}' cannot be written ({exception.Message}). Searches go on; free some disk space and "
                    + "try again.",
                MayRecover: true);
        }
        catch (IOException again)
        {
            _broken = $"The disk failed while the index '{_collection.Name}' was written ({again.Message}). Check it and start again.";
            return new IndexUnavailable(_broken, MayRecover: false);
        }
    }

    private void Fill(IReadOnlyList<Pending> pending)
    {
        var at = Last.Committed + StoreFormat.Unit;
        foreach (var item in pending)
        {
            foreach (var operation in item.Operations)
            {
                if (operation.Header.Kind == OperationKind.Add)
                {
                    item.Filled = Rows.Fill(
                        new Added(Last, at + operation.Head.Length, NameHeap.Read(operation.Payload), operation.Rows, item.Codes));
                }

                at += operation.Header.Bytes;
            }
        }
    }

    private long Do(Operation operation, Filled? filled, List<RowRef> killed)
    {
        var payload = operation.Payload;
        switch (operation.Header.Kind)
        {
            case OperationKind.Add:
                Rows.Add(filled!, killed);
                return operation.Header.Count;
            case OperationKind.Remove:
                return Rows.Remove(Operation.Ids(payload, operation.Header.Count), killed);
            case OperationKind.Relist:
                var names = new NameReader(payload);
                var lists = names.Lists();
                Rows.Relist(Operation.Ids(names.Rest, operation.Header.Count), lists);
                return operation.Header.Count;
            default:
                return 0;
        }
    }

    // A file that cannot be sealed now is sealed another time.
    private void SealLast()
    {
        if (Append([Operation.Seal()], out var frame) is null && Flush() is null)
        {
            Last.Advance(frame);
            Last.IsSealed = true;
            try
            {
                Begin(Last.Range.Last + 1);
            }
            catch (IOException exception)
            {
                _broken = $"No new file could be begun for the index '{_collection.Name}' ({exception.Message}). Check the disk and "
                    + "start again.";
            }
        }
    }

    private void Begin(long number)
    {
        var range = new FileRange(number, number);
        var file = StoreFile.Create(_disk, NewName, range, _collection, Rows.Layout);
        _files.Add(file);
        _disk.Rename(NewName, file.Name);
        _disk.Flush();
    }
}
