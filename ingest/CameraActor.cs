using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using static Analytics.Ingest.CameraSignals;

namespace Analytics.Ingest;

/// <summary>
/// Keeps one camera alive: opens its source, watches that frames come, kills a decoder that stands still, waits and opens again. The
/// pipeline behind it is made once and outlives the runs. A file ends; a stream that fails is tried for ever.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "PostStop disposes what an actor owns.")]
internal sealed class CameraActor : ReceiveActor, IWithTimers
{
    private const int FilePatience = 6;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1);

    private readonly CameraSpec _spec;
    private readonly IFrameReader _reader;
    private readonly TimeProvider _time;
    private readonly Knock _knock;
    private readonly CameraCounters _counters;
    private readonly FrameSlot _slot;
    private readonly FrameFeed _feed;
    private readonly CameraRecord _record;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private FrameFeed.Run? _run;
    private IDisposable? _decoder;
    private Activity? _connect;
    private int _failures;
    private bool _portWasClosed;
    private bool _knocking;
    private bool _failed;
    private bool _drained;
    private HealthGrade _grade;

    public CameraActor(
        CameraSpec spec, IngestHosting.Pipeline pipeline, Func<TimeSpan> lookInterval, IFrameReader reader, TimeProvider time, Knock knock)
    {
        (_spec, _reader, _time, _knock) = (spec, reader, time, knock);
        _counters = new CameraCounters(spec.Id);
        _slot = new FrameSlot(spec.NewestWins ? 1 : 2, spec.NewestWins, _counters);
        _feed = new FrameFeed(spec, _counters, _slot, time);
        _record = new CameraRecord(spec, _counters, time);

        var frames = spec.IsGated ? _slot.Source.Via(new MotionGate(spec, _counters, lookInterval)) : _slot.Source;
        pipeline(spec, frames).PipeTo(Self, success: () => new Drained(null), failure: exception => new Drained(exception));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickInterval);
        Connect(_spec.Source.ToString());
    }

    protected override void PostStop()
    {
        GiveUpRun();
        _slot.Complete();
        _feed.Dispose();
        _record.Dispose();
    }

    private void Connecting()
    {
        ReceiveAlways();
        Receive<RunNews.Started>(OfThisRun, started =>
        {
            IngestTelemetry.TimeToFirstFrame.Record(started.After.TotalSeconds, CameraTag);
            _connect?.EndLoose();
            _record.Shows(started.Width, started.Height);
            Enter(CameraState.Streaming, Streaming, $"{started.Width} × {started.Height}, first frame after {started.After.TotalSeconds:0.0} s");
        });
        Receive<RunNews.Ended>(OfThisRun, ended => Over(ended.End));
        Receive<Tick>(_ => StallWhenSilent());
    }

    private void Streaming()
    {
        ReceiveAlways();
        Receive<RunNews.Resized>(OfThisRun, resized =>
        {
            _record.Shows(resized.Width, resized.Height);
            _log.Info("Camera {0}: the picture is {1} × {2} now.", _spec.Id, resized.Width, resized.Height);
            Publish();
        });
        Receive<RunNews.ClockJumped>(OfThisRun, _ =>
        {
            _log.Info("Camera {0}: the clock of the stream jumped; epoch {1} begins.", _spec.Id, _feed.Epoch);
            Publish();
        });
        Receive<RunNews.Ended>(OfThisRun, ended => Over(ended.End));
        Receive<Tick>(_ =>
        {
            _record.Sample();
            if (_record.SinceThen >= _spec.Options.StableAfter)
            {
                _failures = 0;
            }

            StallWhenSilent();
            if (_record.State == CameraState.Streaming && _record.Grade != _grade)
            {
                Publish();
            }
        });
    }

    private void Stalled()
    {
        ReceiveAlways();
        Receive<RunNews.Ended>(OfThisRun, _ => AfterStall());
        Receive<RunNews>(_ => { }); // its last frames came too late
        Receive<Tick>(_ =>
        {
            if (_record.SinceThen >= KillPatience)
            {
                _log.Warning("Camera {0}: its decoder does not die; going on without it.", _spec.Id);
                AfterStall();
            }
        });
    }

    private void BackingOff()
    {
        ReceiveAlways();
        Receive<Retry>(_ => Connect("trying again"));
        Receive<KnockNow>(_ => KnockAtTheDoor());
        Receive<Knocked>(knocked =>
        {
            _knocking = false;
            if (knocked.Open && _portWasClosed)
            {
                _failures = 0;
                Connect("the port is open again");
                return;
            }

            _portWasClosed |= !knocked.Open;
        });
        Receive<Tick>(_ => { });
    }

    private void Stopped()
    {
        ReceiveAlways();
        Receive<Tick>(_ => { });
    }

    private void ReceiveAlways()
    {
        Receive<CameraProtocol.GetCamera>(_ => Sender.Tell(_record.Status(_feed.Epoch)));
        Receive<CameraProtocol.Stop>(_ =>
        {
            if (_record.State != CameraState.Stopped)
            {
                End("told to stop", failed: false);
            }
        });
        Receive<Drained>(OnDrained);
        Receive<Knocked>(_ => _record.State != CameraState.BackingOff, _ => _knocking = false);
        Receive<RunNews>(news => !OfThisRun(news), _ => { }); // a run that was given up
    }

    private void Connect(string reason)
    {
        Timers.Cancel(nameof(Retry));
        Timers.Cancel(nameof(KnockNow));
        if (_record.State != CameraState.Stopped)
        {
            _record.Reconnects();
        }

        var self = Self;
        _portWasClosed = false;
        _connect = IngestTelemetry.Source.StartLoose("ingest.connect")?.SetTag("camera", _spec.Id.Value);
        _run = _feed.Begin(news => self.Tell(news));
        _decoder = _reader.Start(_spec, _run);
        Enter(CameraState.Connecting, Connecting, reason);
    }

    private void StallWhenSilent()
    {
        var patience = _spec.Source.IsLive ? _spec.Options.StallTimeout : _spec.Options.StallTimeout * FilePatience;
        var interval = TimeSpan.FromSeconds(2 / _spec.Options.Fps);
        if (_run!.Silence < (patience > interval ? patience : interval))
        {
            return;
        }

        _record.Stalls();
        Enter(CameraState.Stalled, Stalled, $"no frame for {_run.Silence.TotalSeconds:0.0} s");
        _run.Dispose();
        _decoder?.Dispose();
    }

    private void AfterStall() => Over(new RunEnd(_record.Reason, Failed: true));

    /// <summary>A run is over: a file's end is the camera's, a stream is opened again after a while.</summary>
    private void Over(RunEnd end)
    {
        GiveUpRun();
        if (!_spec.Source.IsLive)
        {
            End(end.Reason, end.Failed);
            return;
        }

        var delay = new BackOff(_spec.Options.BackOffMin, _spec.Options.BackOffMax).Delay(_failures, Random.Shared.NextDouble());
        _failures += _record.State == CameraState.Streaming ? 0 : 1; // one that showed a picture was no vain attempt
        Timers.StartSingleTimer(nameof(Retry), Retry.Instance, delay);
        if (_spec.Source.Endpoint is not null)
        {
            Timers.StartPeriodicTimer(nameof(KnockNow), KnockNow.Instance, TimeSpan.Zero, _spec.Options.KnockInterval);
        }

        Enter(CameraState.BackingOff, BackingOff, $"{end.Reason}; next attempt in {delay.TotalSeconds:0.0} s");
    }

    private void KnockAtTheDoor()
    {
        if (!_knocking && _spec.Source.Endpoint is var (host, port))
        {
            _knocking = true;
            _knock(host, port).PipeTo(Self, success: open => new Knocked(open), failure: _ => new Knocked(false));
        }
    }

    private void GiveUpRun()
    {
        _connect?.EndLoose();
        _connect = null;
        _run?.Dispose();
        _decoder?.Dispose();
        _run = null;
        _decoder = null;
    }

    private void End(string reason, bool failed)
    {
        GiveUpRun();
        Timers.CancelAll();
        _failed = failed;
        _slot.Complete();
        Enter(CameraState.Stopped, Stopped, reason);
        ReportWhenDrained();
    }

    private void OnDrained(Drained drained)
    {
        _drained = true;
        if (_record.State == CameraState.Stopped && drained.Failure is null)
        {
            ReportWhenDrained();
        }
        else
        {
            var why = drained.Failure?.GetBaseException().Message ?? "it completed by itself";
            End($"the pipeline ended before its camera: {_spec.Source.MaskIn(why)}", failed: true);
        }
    }

    private void ReportWhenDrained()
    {
        if (_drained)
        {
            var stopped = new CameraProtocol.Stopped(_spec.Id, _record.Reason, _failed);
            Context.Parent.Tell(stopped);
            Context.System.EventStream.Publish(stopped);
        }
    }

    private void Enter(CameraState state, Action behaviour, string reason)
    {
        var failing = state is CameraState.Stalled or CameraState.BackingOff || (state == CameraState.Stopped && _failed);
        _log.Log(
            failing ? LogLevel.WarningLevel : LogLevel.InfoLevel, null, "Camera {0}: {1} → {2}: {3}",
            [_spec.Id, _record.State, state, reason]);
        _record.Enter(state, reason);
        Become(behaviour);
        Publish();
    }

    private void Publish()
    {
        _grade = _record.Grade;
        Context.System.EventStream.Publish(_record.Status(_feed.Epoch));
    }

    private bool OfThisRun(RunNews news) => ReferenceEquals(news.Run, _run);

    private KeyValuePair<string, object?> CameraTag => new("camera", _spec.Id.Value);
}
