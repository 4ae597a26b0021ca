using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>
/// What one camera keeps across the runs of its source: the pool, the slot, the count of epochs. Each run delivers through its own
/// <see cref="Run"/>, which can be cut off at once when the run is cancelled.
/// </summary>
internal sealed class FrameFeed(CameraSpec spec, CameraCounters counters, FrameSlot slot, TimeProvider time)
{
    private static readonly TimeSpan LagTimeout = TimeSpan.FromSeconds(8);
    private const double CatchingUp = 0.75; // of the most that it was behind: other work has taken the processors for a while, and is done
    private static readonly TimeSpan KeyFrameLagTimeout = TimeSpan.FromSeconds(30); // key frames come at intervals of their own
    private static readonly DateTimeOffset EpochsBegin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FramePool _pool = new();
    private readonly CameraCounters _counters = counters;
    private readonly FrameSlot _slot = slot;
    private int _epoch;
    private long _lag = -1;

    /// <summary>The epoch of the newest frame; 0 before the first.</summary>
    public StreamEpoch Epoch => new(Volatile.Read(ref _epoch));

    /// <summary>
    /// How much later the newest frame came than its camera's do at best; none before the first of a run, and where it is not measured.
    /// </summary>
    public TimeSpan? Lag => Interlocked.Read(ref _lag) is var ticks and >= 0 ? new(ticks) : null;

    /// <summary>Frames that are out in the pipeline.</summary>
    public int Rented => _pool.Rented;

    private CameraSpec Spec => spec;

    private TimeProvider Time => time;

    /// <summary>
    /// A sink for one run; <paramref name="report"/> gets a <see cref="RunNews"/> on what is new, on the reader's thread.
    /// </summary>
    /// <param name="options">How the source is read this time.</param>
    /// <param name="report">Receives what is new.</param>
    public Run Begin(IngestOptions options, Action<RunNews> report)
    {
        Interlocked.Exchange(ref _lag, -1);
        return new(this, options, report);
    }

    // Called by one reader at a time.
    private void BeginEpoch()
    {
        var next = Spec.EpochsByClock ? Math.Max(_epoch + 1, (int)(Time.GetUtcNow() - EpochsBegin).TotalSeconds) : _epoch + 1;
        Volatile.Write(ref _epoch, next);
    }

    /// <summary>One run: stamps its frames, paces a file that plays in real time, and offers them to the slot.</summary>
    internal sealed class Run(FrameFeed feed, IngestOptions options, Action<RunNews> report) : IFrameSink, IDisposable
    {
        private readonly StreamClock _clock = new(
            feed.Spec.Source.IsLive, options.MaxClockStep, TimeSpan.FromSeconds(1 / options.Fps), feed.Spec.Recorded);

        private readonly LagMeter _lag = new();
        private readonly object _gate = new();
        private readonly long _opened = feed.Time.GetTimestamp();
        private long _begun = feed.Time.GetTimestamp();
        private long _lastFrame = feed.Time.GetTimestamp();
        private volatile bool _closed;
        private volatile IInputGauge? _input;
        private long? _sent; // known to the camera alone
        private bool _started;
        private bool _held;
        private (TimeSpan Since, TimeSpan Most)? _behind;
        private int _width;
        private int _height;
        private long _paceStart;
        private TimeSpan _paceMediaTime;

        /// <summary>How long no frame has come; zero while something else than the source holds the run up.</summary>
        public TimeSpan Silence =>
            Volatile.Read(ref _held) ? TimeSpan.Zero : feed.Time.GetElapsedTime(Interlocked.Read(ref _lastFrame));

        /// <summary>
        /// Whether a stream that has shown nothing yet sends all the same: its first key frame may be to come.
        /// </summary>
        /// <param name="timeout">After so long it sends no more.</param>
        public bool IsBeforeItsKeyFrame(TimeSpan timeout)
        {
            if (Volatile.Read(ref _started))
            {
                return false;
            }

            _sent = _input?.HasWorked() == true ? feed.Time.GetTimestamp() : _sent;
            return _sent is { } sent && feed.Time.GetElapsedTime(sent) < timeout && Silence < options.KeyFrameTimeout;
        }

        /// <inheritdoc/>
        public Frame Rent(int width, int height) => feed._pool.Rent(width, height);

        /// <inheritdoc/>
        public bool Deliver(Frame frame, TimeSpan? mediaTime)
        {
            if (_closed)
            {
                frame.Dispose();
                return false;
            }

            var now = feed.Time.GetUtcNow();
            var received = feed.Time.GetElapsedTime(_opened);
            var pts = mediaTime ?? _clock.Next(received);
            feed._counters.Receive();
            Interlocked.Exchange(ref _lastFrame, feed.Time.GetTimestamp());
            if (_clock.IsLate(pts))
            {
                feed._counters.Drop(DropReason.Late, frame);
                return true;
            }

            var jumped = _clock.Advance(pts, received, now, out var picture, _input);
            if (mediaTime is not null && feed.Spec.Source.Kind == CameraSourceKind.RtspStream) // others state times that they make up
            {
                WatchLag(pts, received, jumped);
            }

            if (!_started || jumped)
            {
                feed.BeginEpoch();
                (_paceStart, _paceMediaTime) = (feed.Time.GetTimestamp(), pts);
            }

            Announce(frame, jumped);
            Hold(true);
            Pace(pts);
            frame.Stamp(feed.Spec.Id, feed.Epoch, picture.Media, picture.At, feed.Time.GetTimestamp());
            frame.Activity = StartSpan(frame);
            var taken = feed._slot.Offer(frame);
            Hold(false);
            return taken && !_closed;
        }

        /// <inheritdoc/>
        public void Hold(bool isHeld)
        {
            Interlocked.Exchange(ref _lastFrame, feed.Time.GetTimestamp());
            Volatile.Write(ref _held, isHeld);
            _begun = _started ? _begun : _lastFrame;
        }

        /// <inheritdoc/>
        public void Reads(IInputGauge input) => _input = input;

        /// <inheritdoc/>
        public void End(RunEnd end) => report(new RunNews.Ended(this, end));

        /// <summary>Cuts the run off: its frames are no longer wanted.</summary>
        public void Dispose()
        {
            lock (_gate)
            {
                _closed = true;
                Monitor.PulseAll(_gate);
            }
        }

        private static Activity? StartSpan(Frame frame)
        {
            var span = IngestTelemetry.Source.StartLoose("frame");
            return span is { IsAllDataRequested: true }
                ? span.SetTag("camera", frame.Camera.Value).SetTag("epoch", frame.Epoch.Value)
                    .SetTag("media_time", frame.MediaTime.TotalSeconds)
                : span;
        }

        private void WatchLag(TimeSpan mediaTime, TimeSpan received, bool jumped)
        {
            if (jumped)
            {
                _lag.Restart();
            }

            var lag = _lag.Of(mediaTime, received, _input);
            Interlocked.Exchange(ref feed._lag, lag.Ticks);
            if (lag < options.LagLimit || options.LagLimit == TimeSpan.Zero)
            {
                _behind = null;
                return;
            }

            var (since, most) = _behind ?? (received, lag);
            _behind = (since, lag > most ? lag : most);
            if (received - since >= (options.KeyFramesOnly ? KeyFrameLagTimeout : LagTimeout))
            {
                _behind = null; // said again as long as it is so
                if (lag >= CatchingUp * most)
                {
                    report(new RunNews.Behind(this, lag));
                }
            }
        }

        private void Announce(Frame frame, bool jumped)
        {
            if (!_started)
            {
                _started = true;
                report(new RunNews.Started(this, feed.Time.GetElapsedTime(_begun), frame.Width, frame.Height));
            }
            else if (jumped)
            {
                report(new RunNews.ClockJumped(this));
            }

            if ((_width, _height) != (frame.Width, frame.Height) && _width != 0)
            {
                report(new RunNews.Resized(this, frame.Width, frame.Height));
            }

            (_width, _height) = (frame.Width, frame.Height);
        }

        /// <summary>Waits until the frame is due; its decoder is held back by its full pipe meanwhile.</summary>
        private void Pace(TimeSpan mediaTime)
        {
            if (!options.Realtime || feed.Spec.Source.IsLive)
            {
                return;
            }

            var early = mediaTime - _paceMediaTime - feed.Time.GetElapsedTime(_paceStart);
            lock (_gate)
            {
                if (early > TimeSpan.Zero && !_closed)
                {
                    Monitor.Wait(_gate, early);
                }
            }
        }
    }

}

/// <summary>Messages of a run to its camera.</summary>
internal abstract record RunNews(FrameFeed.Run Run) : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    /// <summary>The first frame came.</summary>
    public sealed record Started(FrameFeed.Run Run, TimeSpan After, int Width, int Height) : RunNews(Run);

    /// <summary>The frames have another size now.</summary>
    public sealed record Resized(FrameFeed.Run Run, int Width, int Height) : RunNews(Run);

    /// <summary>The source's clock jumped; a new epoch began.</summary>
    public sealed record ClockJumped(FrameFeed.Run Run) : RunNews(Run);

    /// <summary>Its pictures come late, and have for a while.</summary>
    public sealed record Behind(FrameFeed.Run Run, TimeSpan By) : RunNews(Run);

    /// <summary>The run is over.</summary>
    public sealed record Ended(FrameFeed.Run Run, RunEnd End) : RunNews(Run);
}
