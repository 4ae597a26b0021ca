using Analytics.Contracts;
using Microsoft.Extensions.Logging;

namespace Analytics.Alerts;

/// <summary>
/// Where alerts come out: a snapshot, a JSON line, a line of the log. What the disk does not take is kept and tried again, lines in their
/// order; a line never waits for a picture.
/// </summary>
public sealed class AlertDesk : IAsyncDisposable
{
    /// <summary>Lines that a process keeps by itself: some hours of a busy site, tens of megabytes.</summary>
    public const int ManyLines = 4096;

    private const int MostPictures = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly AlertJsonLines? _lines;
    private readonly SnapshotStore? _snapshots;
    private readonly int _room;
    private readonly Action _onReaderGone;
    private readonly ILogger _logger;
    private readonly LinkedList<(Alert Alert, string? Snapshot)> _unwritten = new();
    private readonly Dictionary<string, Alert> _unsaved = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Task _retrying;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBehind;
    private bool _readerGone;
    private long _lost;

    /// <summary>Starts to take alerts.</summary>
    /// <param name="lines">The JSON lines; none when nobody asked for them.</param>
    /// <param name="snapshots">The pictures; none when they are switched off.</param>
    /// <param name="room">How many alerts it keeps before it holds the sender back. With none, an alert is sent once it is written.</param>
    /// <param name="onReaderGone">Called when the reader of the JSON lines has left.</param>
    /// <param name="time">Says when to try again.</param>
    /// <param name="logger">Logs alerts, and what could not be written.</param>
    public AlertDesk(AlertJsonLines? lines, SnapshotStore? snapshots, int room, Action onReaderGone, TimeProvider time, ILogger logger)
    {
        (_lines, _snapshots, _room, _onReaderGone, _logger) = (lines, snapshots, room, onReaderGone, logger);
        _retrying = RetryAsync(time);
    }

    /// <summary>Lines and pictures that wait to be written.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _unwritten.Count + _unsaved.Count;
            }
        }
    }

    // Whether senders wait. Without a reader nothing is written: what Kafka keeps is not acknowledged, and goes to another node.
    private bool IsFull => (_lines is null ? _unsaved.Count : _unwritten.Count) > _room || (_readerGone && _room == 0);

    /// <summary>Sends one alert; waits while more of them than there is room for have to be written.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="cancellationToken">Nobody waits any longer.</param>
    /// <exception cref="OperationCanceledException">Nobody waits any longer, and the alert is not kept, because there is no room for
    /// any.</exception>
    public async ValueTask SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (alert.State != AlertState.Closed)
        {
            _logger.LogInformation(
                "{Person} on {Camera} ({State}): similarity {Similarity}, {Crops} crops, since {Media:0.0;-0.0;0.0} s",
                alert.AllNames, alert.Camera, alert.State.ToString().ToLowerInvariant(), alert.Similarity, alert.Crops,
                alert.FirstMediaTime.TotalSeconds);
        }

        Task progress;
        lock (_gate)
        {
            Take(alert);
            progress = IsFull ? _progress.Task : Task.CompletedTask;
        }

        while (!progress.IsCompleted)
        {
            await progress.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                if (cancellationToken.IsCancellationRequested && IsFull)
                {
                    Withdraw(alert);
                    return;
                }

                progress = IsFull ? _progress.Task : Task.CompletedTask;
            }
        }
    }

    /// <summary>Tries a last time to write what waits.</summary>
    /// <returns>Whether all that was sent is written.</returns>
    public async Task<bool> CompleteAsync()
    {
        await _over.CancelAsync();
        await _retrying;
        lock (_gate)
        {
            WriteWaiting();
            var (lines, pictures) = (_unwritten.Count, _unsaved.Count);
            if (lines + pictures > 0)
            {
                _logger.LogError(
                    "{Lines} alerts and {Pictures} snapshots could not be written and are lost. Free space where they go.", lines,
                    pictures);
            }

            Lose("line", lines);
            Lose("picture", pictures);
            _unwritten.Clear();
            _unsaved.Clear();
            _isBehind = false;
            return _lost == 0;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CompleteAsync();
        _over.Dispose();
    }

    private void Take(Alert alert)
    {
        // Readers open the picture as soon as they read its line. One that cannot be saved does not hold the line up, which then names
        // none.
        var snapshot = Save(alert);
        if (_lines is not null && !_readerGone && (_unwritten.Count > 0 || !Write(alert, snapshot)))
        {
            _unwritten.AddLast((alert, snapshot));
            AlertTelemetry.Waiting.Add(1, Part("line"));
        }
    }

    // Whether nothing is left to do.
    private bool Write(Alert alert, string? snapshot)
    {
        try
        {
            if (!_lines!.Write(alert, snapshot))
            {
                _readerGone = true;
                _onReaderGone();
            }

            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            FallBehind(failed);
            return false;
        }
    }

    private string? Save(Alert alert)
    {
        try
        {
            var path = _snapshots?.Save(alert);
            if (_unsaved.Remove(alert.Id))
            {
                AlertTelemetry.Waiting.Add(-1, Part("picture"));
            }

            return path;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            FallBehind(failed);
            Keep(alert);
            return null;
        }
    }

    private void Keep(Alert alert)
    {
        if (!_unsaved.ContainsKey(alert.Id))
        {
            AlertTelemetry.Waiting.Add(1, Part("picture"));
            if (_unsaved.Count == MostPictures)
            {
                _unsaved.Remove(_unsaved.MinBy(entry => entry.Value.LastSeen).Key);
                Lose("picture", 1);
            }
        }

        _unsaved[alert.Id] = alert;
    }

    // Nothing was acknowledged: the next reader sends the alert again.
    private void Withdraw(Alert alert)
    {
        if (_room > 0)
        {
            return; // it is kept beyond the room, and tried a last time
        }

        for (var line = _unwritten.First; line is not null; line = line.Next)
        {
            if (line.Value.Alert == alert)
            {
                _unwritten.Remove(line);
                AlertTelemetry.Waiting.Add(-1, Part("line"));
                break;
            }
        }

        if (_lines is null && _unsaved.Remove(alert.Id))
        {
            AlertTelemetry.Waiting.Add(-1, Part("picture"));
        }

        throw new OperationCanceledException("The alert is not written, and nobody waits for it any longer.");
    }

    private async Task RetryAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await NextAsync(timer))
        {
            lock (_gate)
            {
                WriteWaiting();
            }
        }
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_over.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void WriteWaiting()
    {
        while (_unwritten.First is { Value: var (alert, snapshot) } && (_readerGone || Write(alert, snapshot)))
        {
            _unwritten.RemoveFirst();
            AlertTelemetry.Waiting.Add(-1, Part("line"));
        }

        foreach (var alert in _unsaved.Values.ToList())
        {
            Save(alert);
        }

        if (_isBehind && _unwritten.Count + _unsaved.Count == 0)
        {
            _isBehind = false;
            _logger.LogInformation("All alerts that waited are written.");
        }

        _progress.SetResult();
        _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void FallBehind(Exception failed)
    {
        if (!_isBehind)
        {
            _isBehind = true;
            _logger.LogError("An alert cannot be written; it is kept and tried again, as are those that follow: {Reason}", failed.Message);
        }
    }

    private void Lose(string part, int count)
    {
        if (count > 0)
        {
            _lost += count;
            AlertTelemetry.Waiting.Add(-count, Part(part));
            AlertTelemetry.Lost.Add(count, Part(part));
        }
    }

    private static KeyValuePair<string, object?> Part(string part) => new("part", part);
}
