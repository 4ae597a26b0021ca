using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Analytics.Contracts;
using Analytics.Runtime.Bus;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Analytics.Bus;

/// <summary>
/// Reads one partition for as long as this process has it: hands events on one at a time, passes over what it has seen, puts aside what can
/// never be taken in, and remembers how far it came.
/// </summary>
internal sealed class PartitionWorker : IDisposable
{
    private const int Capacity = 512;
    private const int IdsKnown = 16_384;
    private const int MostTries = 3;
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly int _partition;
    private readonly IPartitionReader _reader;
    private readonly KafkaProgress _progress;
    private readonly KafkaDeadLetters _deadLetters;
    private readonly ReadingProgress _before;
    private readonly Action<long> _onDone;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ConsumeResult<byte[], byte[]>> _read =
        Channel.CreateBounded<ConsumeResult<byte[],
        byte[]>>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private readonly Queue<ConsumeResult<byte[], byte[]>> _held = new();
    private readonly RecentIds _seen = new(IdsKnown);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _working;
    private long _next;
    private long _saved;
    private volatile bool _gone; // another process may read it: what it knows is newer

    /// <summary>Starts to read.</summary>
    /// <param name="partition">Its number.</param>
    /// <param name="reader">Takes events in.</param>
    /// <param name="before">How far it was read before.</param>
    /// <param name="progress">Remembers how far it came.</param>
    /// <param name="deadLetters">Take what can never be taken in.</param>
    /// <param name="onDone">Receives the position up to which all is done and remembered.</param>
    /// <param name="time">Paces what is remembered, and the wait before another try.</param>
    /// <param name="logger">Logs rejected messages.</param>
    public PartitionWorker(
        int partition, IPartitionReader reader, ReadingProgress before, KafkaProgress progress, KafkaDeadLetters deadLetters,
        Action<long> onDone, TimeProvider time, ILogger logger)
    {
        (_partition, _reader, _before, _progress, _deadLetters) = (partition, reader, before, progress, deadLetters);
        (_onDone, _time, _logger) = (onDone, time, logger);
        _working = Task.Run(WorkAsync);
    }

    /// <summary>Whether messages wait for room.</summary>
    public bool IsFull => _held.Count > 0;

    /// <summary>Why it cannot go on; none while it does.</summary>
    public Exception? Failure => _working.Exception?.InnerException;

    /// <summary>Takes a message; where it has to wait for room, no more should come until <see cref="TryCatchUp"/>.</summary>
    public void Post(ConsumeResult<byte[], byte[]> message)
    {
        if (IsFull || !_read.Writer.TryWrite(message))
        {
            _held.Enqueue(message);
        }
    }

    /// <summary>Whether there is room for a good many messages again, once those that waited have been taken.</summary>
    public bool TryCatchUp()
    {
        while (_read.Reader.Count < Capacity / 2 && _held.TryPeek(out var message) && _read.Writer.TryWrite(message))
        {
            _held.Dequeue();
        }

        return !IsFull;
    }

    /// <summary>
    /// Finishes the event in hand, or gives it up, and remembers how far it came. What it was given beyond that is read again. Does not
    /// fail.
    /// </summary>
    /// <param name="kept">Whether the partition is still this process's, so that it may say how far it came.</param>
    public async Task LeaveAsync(bool kept)
    {
        await _leaving.CancelAsync();
        try
        {
            await _working;
            if (kept && !_gone)
            {
                await SaveAsync();
            }
        }
        catch (Exception failed) when (failed is KafkaException or InvalidOperationException || _working.IsFaulted)
        {
            _logger.LogWarning("Left partition {Partition} without committing its offset: {Reason}", _partition, failed.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_working.IsCompleted)
        {
            _logger.LogWarning("Left partition {Partition} during an event; the event is consumed again.", _partition);
        }

        _gone = true;
        _reader.Close();
        _leaving.Dispose();
    }

    private async Task WorkAsync()
    {
        var leaving = _leaving.Token;
        var saved = _time.GetTimestamp();
        while (!leaving.IsCancellationRequested)
        {
            if (_read.Reader.TryRead(out var message))
            {
                if (!await TakeAsync(message, leaving))
                {
                    return;
                }

                _next = message.Offset.Value + 1;
            }
            else
            {
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(leaving);
                pause.CancelAfter(SaveInterval);
                await ((Task)_read.Reader.WaitToReadAsync(pause.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // Once it is being left, its next reader may know more: see LeaveAsync.
            if (_time.GetElapsedTime(saved) >= SaveInterval && !leaving.IsCancellationRequested)
            {
                await SaveAsync();
                saved = _time.GetTimestamp();
            }
        }
    }

    private async Task SaveAsync()
    {
        if (_next > _saved)
        {
            var progress = _reader.ProgressAt(_next);
            await _progress.WriteAsync(_partition, progress);
            _saved = _next;
            _onDone(progress.Done);
        }
    }

    // False where it was cancelled, because the partition is being left.
    private async Task<bool> TakeAsync(ConsumeResult<byte[], byte[]> message, CancellationToken leaving)
    {
        var id = KafkaRecord.IdOf(message.Message);
        if (id is not null && !_seen.Add(id))
        {
            BusTelemetry.Duplicates.Add(1);
            return true;
        }

        var decoded = KafkaRecord.Read(message.Message);
        var fault = decoded.Fault;
        if (decoded.Event is { } @event)
        {
            (fault, var givenUp) = await TryAsync(@event, message.Offset.Value, leaving);
            if (givenUp)
            {
                return false;
            }
        }

        if (fault is null)
        {
            BusTelemetry.Consumed.Add(1);
        }
        else if (message.Offset >= _before.Done) // else its first reader has rejected it
        {
            await _deadLetters.WriteAsync(message, fault);
            _seen.Remove(id ?? ""); // it may be sent again, once what is wrong was put right
            _logger.LogWarning(
                "Rejected message {Partition}/{Offset} to the dead letters: {Reason}", _partition, message.Offset.Value, fault);
        }

        return true;
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types", Justification = "One event must not hold up all that follow it.")]
    private async Task<(string? Fault, bool GivenUp)> TryAsync(ICameraEvent @event, long offset, CancellationToken leaving)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await _reader.ReadAsync(@event, offset, leaving), false);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                return (null, true);
            }
            catch (Exception unexpected) when (tries < MostTries)
            {
                _logger.LogWarning("Retrying event {Partition}/{Offset}: {Reason}", _partition, offset, unexpected.Message);
                await Task.Delay(RetryPause * tries, _time, CancellationToken.None);
            }
            catch (Exception unexpected)
            {
                return ($"{MostTries} attempts failed: {unexpected.GetType().Name}: {unexpected.Message}", false);
            }
        }
    }
}
