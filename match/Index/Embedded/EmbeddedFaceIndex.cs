using System.Buffers;
using System.Globalization;
using Analytics.Contracts;
using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Search;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>
/// The exact index in this process: codes in memory, templates in append-only files that a crash at any moment leaves whole. Needs
/// about 1.2 bytes of memory for each component of a template.
/// </summary>
public sealed class EmbeddedFaceIndex : IFaceIndex, IProbeFaces
{
    private const int CopyAttempts = 3;
    private readonly IndexFolder? _folder;
    private readonly Writer _writer;
    private readonly Searcher _searcher;
    private readonly FaceRows _rows;
    private readonly bool _isCopy;
    private FaceId[]? _listed;

    private EmbeddedFaceIndex(
        FaceCollection collection, IndexFolder? folder, Journal journal, IStoreFiles disk, EmbeddedIndexOptions options)
    {
        Collection = collection;
        _folder = folder;
        _rows = journal.Rows;
        _isCopy = disk.AreErasedElsewhere;
        _searcher = new Searcher(_rows, options.ThreadsOn(Environment.ProcessorCount));
        _writer = new Writer(journal, disk, collection, options);
    }

    /// <inheritdoc/>
    public FaceCollection Collection { get; }

    /// <summary>Opens the index in a folder; makes an empty one where there is none.</summary>
    /// <exception cref="FailureException">
    /// The folder is in use by another process or cannot be written to, or the index in it is damaged or of another model.
    /// </exception>
    public static EmbeddedFaceIndex Open(string folder, FaceCollection collection, EmbeddedIndexOptions options)
    {
        var taken = IndexFolder.Take(folder);
        try
        {
            var disk = new DiskFiles(folder);
            return new EmbeddedFaceIndex(collection, taken, Journal.Open(disk, collection, options), disk, options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            throw UnusableIndexException.Unreadable(folder, fault.Message);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the index that another process has, as it is now. Nothing is written to its folder: what is changed here stays in memory.
    /// Faces that the other process removes later are not found any more, and forgotten with the next <see cref="ContentsAsync"/>; what it
    /// adds later is not seen.
    /// </summary>
    /// <exception cref="FailureException">The folder cannot be read, or the index in it is damaged or of another model.</exception>
    public static EmbeddedFaceIndex OpenCopy(string folder, FaceCollection collection, EmbeddedIndexOptions options)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Open(new CopyOnWriteFiles(folder), collection, options);
            }
            catch (Exception fault) when (
                attempt < CopyAttempts && fault is IOException or UnusableIndexException { Subject: FailureSubject.Index })
            {
                // The other process has erased a face or put files together meanwhile.
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw UnusableIndexException.Unreadable(folder, fault.Message);
            }
        }
    }

    /// <summary>Deletes an index that cannot be used.</summary>
    /// <exception cref="FailureException">Another process has it.</exception>
    public static void Discard(string folder)
    {
        using var taken = IndexFolder.Take(folder);
        var disk = new DiskFiles(folder);
        foreach (var name in disk.List().Where(name => StoreFile.RangeOf(name) is not null))
        {
            disk.Delete(name);
        }

        disk.Flush();
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<long>> UpsertAsync(IReadOnlyList<FaceEntry> faces, CancellationToken cancellationToken)
    {
        Collection.Require(faces);
        if (faces.Count == 0)
        {
            return IndexAnswer.Of(0L);
        }

        if ((long)faces.Count * _rows.Layout.RowBytes > StoreFormat.MostRowBytes)
        {
            return Refused($"{faces.Count} faces are too many for one write to the index. Write fewer faces at once.");
        }

        // The caller's thread does what can be done beside the writer's, in memory that was used before: new pages are slow.
        using var rows = MemoryPool<byte>.Shared.Rent(faces.Count * _rows.Layout.RowBytes);
        using var codes = MemoryPool<byte>.Shared.Rent(faces.Count * FaceCode.Stride(Collection.Length));
        try
        {
            var operation = Operation.Add(faces, _rows.Layout, rows.Memory);
            _rows.Encode(operation.Rows.Span, codes.Memory.Span);
            return await _writer.DoAsync(_ => new Pending([operation], codes.Memory), cancellationToken);
        }
        catch (WriteLimitException limit)
        {
            return Refused(limit.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RemoveAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken) =>
        _writer.DoAsync(_ => Pending.Of(Operation.Remove(faces)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RemoveAsync(PersonId person, CancellationToken cancellationToken) =>
        _writer.DoAsync(rows => Pending.Of(Operation.Remove(rows.FacesOf(person))), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> RelistAsync(
        PersonId person, IReadOnlyList<WatchlistId> watchlists, CancellationToken cancellationToken) =>
        _writer.DoAsync(rows => Pending.Of(Operation.Relist(rows.FacesOf(person), watchlists)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<IReadOnlyList<FaceHit>>>> SearchAsync(
        IReadOnlyList<FaceQuery> queries, CancellationToken cancellationToken)
    {
        foreach (var query in queries)
        {
            Collection.Require(query.Probe);
            ArgumentOutOfRangeException.ThrowIfLessThan(query.Top, 1, nameof(queries));
        }

        return ValueTask.FromResult(Answer(() => _searcher.Search(queries, cancellationToken)));
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<long>> CountAsync(FaceFilter filter, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Answer(() =>
    {
        var passes = new RowFilter(filter, _rows);
        return ForLiving((chunk, row) => passes.Passes(chunk, row) ? 1L : 0L).Sum();
    }));

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IReadOnlyList<FaceId>>> ListAsync(FaceId? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Answer(() =>
        {
            // The first page takes all ids, which lie on disk in the order of writing; the later ones are cut from them.
            var all = after is not null && _listed is { } listed ? listed : Ids();
            var from = after is { } last ? Array.BinarySearch(all, last, ById.Instance) is var at && at >= 0 ? at + 1 : ~at : 0;
            IReadOnlyList<FaceId> page = all[from..Math.Min(all.Length, from + limit)];
            _listed = from + limit < all.Length ? all : null;
            return page;
        }));

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<FaceContents>>> ContentsAsync(CancellationToken cancellationToken)
    {
        if (_isCopy)
        {
            await _writer.DoAsync(
                rows =>
                {
                    rows.KillErased();
                    return null;
                },
                cancellationToken);
        }

        return Answer<IReadOnlyList<FaceContents>>(() =>
        {
            Dictionary<int, UInt128> sets = [];
            UInt128 HashOf(int set) => sets.TryGetValue(set, out var known) ? known : sets[set] = FaceContents.HashOf(_rows.Sets[set]);
            return [.. ForLiving((chunk, row) => RowReading.TryRead(chunk, row) is { } read
                ? FaceContents.Of(read.Face, read.Person, HashOf(chunk.Lists(row))) : (FaceContents?)null).OfType<FaceContents>()];
        });
    }

    /// <inheritdoc/>
    public ValueTask<IndexAnswer<IndexStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        var state = _writer.State;
        KeyValuePair<string, string> Fact(string name, long value) => new(name, value.ToString(CultureInfo.InvariantCulture));
        return ValueTask.FromResult(IndexAnswer.Of(new IndexStatus("embedded", Collection, state.Faces,
        [
            Fact("files", state.Files), Fact("bytesOnDisk", state.Bytes), Fact("removedNotCompacted", state.DeadRows),
            new("writes", state.Fault ?? (_isCopy ? "in memory: another process has the index" : "accepted")),
        ])));
    }

    /// <inheritdoc/>
    public async ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(
        IReadOnlyList<FaceId> faces, CancellationToken cancellationToken)
    {
        IReadOnlyList<Template> templates = [];
        var answer = await _writer.DoAsync(
            rows =>
            {
                templates = [
                    .. faces.Select(face => rows.Find(face) is { } row ? rows.ReadTemplate(row, Collection.Model) : null)
                    .OfType<Template>()];
                return null;
            },
            cancellationToken);
        return answer.Unavailable is { } unavailable
            ? IndexAnswer.Without<IReadOnlyList<Template>>(unavailable) : IndexAnswer.Of(templates);
    }

    /// <summary>Rewrites every file that holds removed faces, and waits for it.</summary>
    public ValueTask<IndexAnswer<long>> CompactAsync(CancellationToken cancellationToken) => _writer.CompactAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _folder?.Dispose();
    }

    /// <summary>Opens an index on other files than a disk's.</summary>
    internal static EmbeddedFaceIndex Open(IStoreFiles disk, FaceCollection collection, EmbeddedIndexOptions options) =>
        new(collection, null, Journal.Open(disk, collection, options), disk, options);

    private static IndexAnswer<long> Refused(string reason) => IndexAnswer.Without<long>(new IndexUnavailable(reason, MayRecover: false));

    private static IndexAnswer<T> Answer<T>(Func<T> ask)
    {
        try
        {
            return IndexAnswer.Of(ask());
        }
        catch (UnusableIndexException exception)
        {
            return IndexAnswer.Without<T>(new IndexUnavailable(exception.Message, MayRecover: false));
        }
        catch (IOException exception)
        {
            return IndexAnswer.Without<T>(new IndexUnavailable($"The index could not be read: {exception.Message}", MayRecover: true));
        }
    }

    private FaceId[] Ids() => [.. ForLiving((chunk, row) => RowReading.TryRead(chunk, row)?.Face)
        .OfType<FaceId>().Order(ById.Instance)];

    private IEnumerable<T> ForLiving<T>(Func<Chunk, int, T> ask)
    {
        var view = _rows.HoldView();
        try
        {
            foreach (var chunk in view.Chunks)
            {
                var count = chunk.Rows;
                for (var row = 0; row < count; row++)
                {
                    if (chunk.IsAlive(row))
                    {
                        yield return ask(chunk, row);
                    }
                }
            }
        }
        finally
        {
            view.Release();
        }
    }

    private sealed class ById : IComparer<FaceId>
    {
        public static ById Instance { get; } = new();

        public int Compare(FaceId x, FaceId y) => x.Value.CompareTo(y.Value);
    }
}
