using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>What the writer reports of itself.</summary>
/// <param name="Faces">That searches see.</param>
/// <param name="Files">On disk.</param>
/// <param name="Bytes">The bytes of these files.</param>
/// <param name="DeadRows">Removed faces whose room was not reclaimed yet.</param>
/// <param name="Fault">Why writes or compactions fail; none when they do not.</param>
internal sealed record WriterState(long Faces, int Files, long Bytes, long DeadRows, string? Fault);

/// <summary>
/// The one thread that writes: it takes all operations that wait, commits them with one flush and answers each caller. Compaction runs
/// beside it and hands in its result as one more piece of work.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    // What one flush makes durable; callers beyond it wait for the next one.
    private const long BytesOfAFrame = 64L << 20;
    private readonly BlockingCollection<Work> _queue = [];
    private readonly Journal _journal;
    private readonly IStoreFiles _disk;
    private readonly FaceCollection _collection;
    private readonly EmbeddedIndexOptions _options;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _compaction = Task.CompletedTask;
    private string? _compactionFault;
    private volatile bool _compactionIsOver;

    public Writer(Journal journal, IStoreFiles disk, FaceCollection collection, EmbeddedIndexOptions options)
    {
        (_journal, _disk, _collection, _options, _compactionIsOver) = (journal, disk, collection, options, disk.AreErasedElsewhere);
        State = StateNow(null);
        _thread = new Thread(Run) { IsBackground = true, Name = $"index {collection.Name}" };
        _thread.Start();
        _queue.Add(new Work(_ => null, null)); // looks whether something is to be compacted
    }

    /// <summary>As it was after the last commit.</summary>
    public WriterState State { get; private set; }

    /// <summary>Has an operation done.</summary>
    /// <param name="prepare">Makes the operation, on the writer's thread.</param>
    /// <param name="cancellationToken">Cancels until it was handed in; what was handed in is done.</param>
    public ValueTask<IndexAnswer<long>> DoAsync(Func<FaceRows, Pending?> prepare, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource<IndexAnswer<long>>(TaskCreationOptions.RunContinuationsAsynchronously);
        ObjectDisposedException.ThrowIf(_queue.IsAddingCompleted, this);
        _queue.Add(new Work(prepare, done), cancellationToken);
        return new(done.Task);
    }

    /// <summary>Compacts all sealed files that hold removed faces; the last file is sealed for it.</summary>
    public async ValueTask<IndexAnswer<long>> CompactAllAsync(CancellationToken cancellationToken)
    {
        var before = State.DeadRows;
        await DoAsync(_ => _journal.SealForCompaction(), cancellationToken);
        while (true)
        {
            TaskCompletionSource<Task?> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await DoAsync(
                _ =>
                {
                    if (_compaction.IsCompleted)
                    {
                        StartCompaction(0);
                    }

                    started.SetResult(_compaction.IsCompleted ? null : _compaction);
                    return null;
                },
                cancellationToken);
            if (await started.Task is not { } running)
            {
                return _compactionFault is { } fault
                    ? IndexAnswer.Without<long>(new IndexUnavailable(fault, MayRecover: true)) : IndexAnswer.Of(before - State.DeadRows);
            }

            await running.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Does what was handed in, lets go of the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.IsAddingCompleted)
        {
            await _compaction.ContinueWith(_ => { }, TaskScheduler.Default);
            _queue.CompleteAdding();
            await _ended.Task;
            await _compaction.ContinueWith(_ => { }, TaskScheduler.Default); // one that began in between
            _journal.Close();
            _queue.Dispose();
        }
    }

    private void Run()
    {
        List<Work> batch = [];
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            DoBatch(batch);
            batch.Clear();
        }

        _ended.SetResult();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The index refuses; the process lives on.")]
    private void DoBatch(List<Work> batch)
    {
        try
        {
            CommitBatch(batch);
            if (_compaction.IsCompleted)
            {
                StartCompaction(_options.CompactAbove);
            }

            State = StateNow(_journal.Broken ?? _compactionFault);
        }
        catch (Exception unexpected)
        {
            _journal.Break(Unexpected("written", unexpected));
            State = StateNow(_journal.Broken);
            var refused = IndexAnswer.Without<long>(new IndexUnavailable(_journal.Broken!, MayRecover: false));
            batch.ForEach(work => work.Done?.TrySetResult(refused));
        }
    }

    // Everything that waits by now, up to a size.
    private void CommitBatch(List<Work> batch)
    {
        List<(Work Work, Pending Pending)> pending = [];
        var bytes = 0L;
        for (var i = 0; i < batch.Count; i++)
        {
            if (Prepare(batch[i], out var refused) is { } made)
            {
                pending.Add((batch[i], made));
                bytes += made.Bytes;
            }
            else
            {
                batch[i].Done?.TrySetResult(refused is null ? IndexAnswer.Of(0L) : IndexAnswer.Without<long>(refused));
            }

            if (i == batch.Count - 1 && bytes < BytesOfAFrame && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }
        }

        if (pending.Count == 0)
        {
            return;
        }

        var unavailable = _journal.Commit([.. pending.Select(item => item.Pending)]);
        State = StateNow(unavailable?.Reason ?? _compactionFault);
        foreach (var (work, made) in pending)
        {
            work.Done?.TrySetResult(unavailable is null ? IndexAnswer.Of(made.Result) : IndexAnswer.Without<long>(unavailable));
        }
    }

    // What an operation needs to know may lie on disk. Nothing is written yet: what is unexpected here is the caller's.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The caller gets it.")]
    private Pending? Prepare(Work work, out IndexUnavailable? refused)
    {
        refused = null;
        try
        {
            return work.Prepare(_journal.Rows);
        }
        catch (Exception exception) when (exception is IOException or UnusableIndexException)
        {
            refused = new IndexUnavailable(
                $"The index '{_collection.Name}' could not be read: {exception.Message}", MayRecover: exception is IOException);
            return null;
        }
        catch (WriteLimitException limit)
        {
            refused = new IndexUnavailable(limit.Message, MayRecover: false);
            return null;
        }
        catch (Exception unexpected)
        {
            work.Done?.TrySetException(unexpected);
            return null;
        }
    }

    private string Unexpected(string what, Exception fault) =>
        $"The index '{_collection.Name}' could not be {what}: {fault.GetType().Name}: {fault.Message.TrimEnd('.')}. Searches go on. Start "
            + "again; "
        + "if that does not help, rebuild the index from the database.";

    private void StartCompaction(double above)
    {
        if (_compactionIsOver)
        {
            return;
        }

        if (_journal.Broken is not null || _queue.IsAddingCompleted)
        {
            _compactionFault = _journal.Broken;
            return;
        }

        var sources = Compaction.Plan(_journal.Files, above, (long)_options.FileMegabytes << 20);
        if (sources.Count == 0)
        {
            return;
        }

        var slots = _journal.Rows.Slots;
        List<(int Slot, Chunk Chunk)> chunks =
            [.. Enumerable.Range(0, slots.Count).Where(slot => slots[slot] is { } chunk && sources.Contains(chunk.File))
                .Select(slot => (slot, slots[slot]!))];
        chunks.ForEach(chunk => chunk.Chunk.Hold());
        _compaction = Task.Run(() => CompactAsync(sources, chunks));
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types", Justification = "The index's status reports it; it is not retried.")]
    private async Task CompactAsync(IReadOnlyList<StoreFile> sources, List<(int Slot, Chunk Chunk)> chunks)
    {
        Compacted? compacted = null;
        try
        {
            compacted = new Compaction(_disk, _collection, _journal.Rows).Write(sources, chunks);
            await DoAsync(
                _ =>
                {
                    _compactionFault = TryReplace(compacted);
                    return null;
                },
                CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnusableIndexException)
        {
            _compactionFault = $"The index '{_collection.Name}' could not be compacted: {exception.Message}";
        }
        catch (InvalidOperationException) when (_queue.IsAddingCompleted)
        {
            compacted?.Release(); // the index was closed meanwhile; the next compaction writes over the file
        }
        catch (Exception unexpected)
        {
            (_compactionFault, _compactionIsOver) = (Unexpected("compacted", unexpected), true);
        }
        finally
        {
            chunks.ForEach(chunk => chunk.Chunk.Release());
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The index refuses; the process lives on.")]
    private string? TryReplace(Compacted compacted)
    {
        try
        {
            _journal.Replace(compacted);
            return null;
        }
        catch (IOException exception)
        {
            return $"The index '{_collection.Name}' could not be compacted: {exception.Message}";
        }
        catch (Exception unexpected)
        {
            _journal.Break(Unexpected("compacted", unexpected));
            return _journal.Broken;
        }
    }

    private WriterState StateNow(string? fault) => new(
        _journal.Rows.Faces, _journal.Files.Count, _journal.Files.Sum(file => file.Committed), _journal.Files.Sum(file => file.DeadRows),
        fault);

    private sealed record Work(Func<FaceRows, Pending?> Prepare, TaskCompletionSource<IndexAnswer<long>>? Done);
}
