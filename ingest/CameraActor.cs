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
    private const int FileStallFactor = 6;
    private const int KeyFrameStallFactor = 4;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(1);

    private readonly CameraSpec _spec;
    private readonly IFrameReader _reader;
    private readonly PortProbe _port;
    private readonly CameraCounters _counters;
    private readonly FrameSlot _slot;
    private readonly FrameFeed _feed;
    private readonly CameraRecord _record;
    private readonly KeyFrameFallback _fallback;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private OpenSource? _open;
    private int _failures;
    private bool _failed;
    private bool _drained;
    private HealthGrade _grade;

    public CameraActor(
        CameraSpec spec, IngestHosting.Pipeline pipeline, Func<TimeSpan> lookInterval, IFrameReader reader, TimeProvider time,
        PortCheck check,
        Turnstile? admission = null)
    {
        (_spec, _reader, _port) = (spec, reader, new PortProbe(spec.Source, check));
        _counters = new CameraCounters(spec.Id);
        _slot = new FrameSlot(spec.NewestWins ? 1 : 2, spec.NewestWins, _counters, time, spec.NewestWins ? admission : null);
        _feed = new FrameFeed(spec, _counters, _slot, time);
        _record = new CameraRecord(spec, _counters, time);
        _fallback = new KeyFrameFallback(spec, time);

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
        EndRun();
        _slot.Complete();
        _record.Dispose();
    }

    private void Connecting()
    {
        ReceiveAlways();
        Receive<RunNews.Started>(OfThisRun, started =>
        {
            IngestTelemetry.TimeToFirstFrame.Record(started.After.TotalSeconds, CameraTag);
            _open!.Started();
            _record.OnPictureSize(started.Width, started.Height);
            var how = _fallback.IsOn ? "; key frames only, because its decoder is too slow" : "";
            Enter(CameraState.Streaming, Streaming,
                $"{started.Width} × {started.Height}, first frame after {started.After.TotalSeconds:0.0} s{how}");
        });
        Receive<RunNews.Ended>(OfThisRun, ended => Over(ended.End));
        Receive<Tick>(_ => StallWhenSilent());
    }

    private void Streaming()
    {
        ReceiveAlways();
        Receive<RunNews.Resized>(OfThisRun, resized =>
        {
            _record.OnPictureSize(resized.Width, resized.Height);
            _log.Info("Camera {0}: the picture size is now {1} × {2}.", _spec.Id, resized.Width, resized.Height);
            Publish();
        });
        Receive<RunNews.ClockJumped>(OfThisRun, _ =>
        {
            _log.Info("Camera {0}: the clock of the stream jumped; epoch {1} begins.", _spec.Id, _feed.Epoch);
            Publish();
        });
        Receive<RunNews.Behind>(OfThisRun, behind =>
        {
            if (_fallback.OnBehind(behind.By, Random.Shared.NextDouble()) is { } reason)
            {
                Reopen(reason);
            }
        });
        Receive<RunNews.Ended>(OfThisRun, ended => Over(ended.End));
        Receive<Tick>(_ =>
        {
            if (_fallback.IsOver)
            {
                Reopen("trying all frames again");
                return;
            }

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
            if (_record.SinceThen >= KillTimeout)
            {
                _log.Warning("Camera {0}: its decoder could not be killed; continuing without it.", _spec.Id);
                AfterStall();
            }
        });
    }

    private void BackingOff()
    {
        ReceiveAlways();
        Receive<Retry>(_ => Connect("trying again"));
        Receive<CheckPort>(_ => _port.CheckFor(Self));
        Receive<PortChecked>(_port.HasOpened, _ =>
        {
            _failures = 0;
            Connect("the port is open again");
        });
        Receive<PortChecked>(_ => { });
        Receive<Tick>(_ => { });
    }

    private void Stopped()
    {
        ReceiveAlways();
        Receive<Tick>(_ => { });
    }

    private void ReceiveAlways()
    {
        Receive<CameraProtocol.GetCamera>(_ => Sender.Tell(_record.Status(_feed, _fallback)));
        Receive<CameraProtocol.Stop>(_ =>
        {
            if (_record.State != CameraState.Stopped)
            {
                End("stop requested", failed: false);
            }
        });
        Receive<Drained>(OnDrained);
        Receive<PortChecked>(_ => _record.State != CameraState.BackingOff, _ => _port.LeaveIt());
        Receive<RunNews>(news => !OfThisRun(news), _ => { }); // a run that was cancelled
    }

    private void Connect(string reason)
    {
        Timers.Cancel(nameof(Retry));
        Timers.Cancel(nameof(CheckPort));
        if (_record.State != CameraState.Stopped)
        {
            _record.Reconnects();
        }

        var self = Self;
        _port.Forget();
        _open = new OpenSource(_fallback.Next(), _feed, _reader, news => self.Tell(news));
        Enter(CameraState.Connecting, Connecting, reason);
    }

    private void Reopen(string reason)
    {
        EndRun();
        Connect(reason);
    }

    private void StallWhenSilent()
    {
        var timeout = _spec.Options.StallTimeout * (!_spec.Source.IsLive ? FileStallFactor : _fallback.IsOn ? KeyFrameStallFactor : 1);
        var interval = TimeSpan.FromSeconds(2 / _spec.Options.Fps);
        timeout = timeout > interval ? timeout : interval;
        if (_open!.Run.IsBeforeItsKeyFrame(timeout) || _open.Run.Silence < timeout)
        {
            return;
        }

        _fallback.OnStall();
        _record.Stalls();
        Enter(CameraState.Stalled, Stalled, $"no frame for {_open.Run.Silence.TotalSeconds:0.0} s");
        _open.Dispose();
    }

    private void AfterStall() => Over(new RunEnd(_record.Reason, Failed: true));

    /// <summary>A run is over: a file's end is the camera's, a stream is opened again after a while.</summary>
    private void Over(RunEnd end)
    {
        EndRun();
        if (!_spec.Source.IsLive)
        {
            End(end.Reason, end.Failed);
            return;
        }

        var delay = new BackOff(_spec.Options.BackOffMin, _spec.Options.BackOffMax).Delay(_failures, Random.Shared.NextDouble());
        _failures += _record.State == CameraState.Streaming ? 0 : 1; // one that showed a picture was no vain attempt
        Timers.StartSingleTimer(nameof(Retry), Retry.Instance, delay);
        if (_port.IsThere)
        {
            Timers.StartPeriodicTimer(nameof(CheckPort), CheckPort.Instance, TimeSpan.Zero, _spec.Options.KnockInterval);
        }

        Enter(CameraState.BackingOff, BackingOff, $"{end.Reason}; next attempt in {delay.TotalSeconds:0.0} s");
    }

    private void EndRun()
    {
        _open?.Dispose();
        _open = null;
    }

    private void End(string reason, bool failed)
    {
        EndRun();
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
            var why = drained.Failure?.GetBaseException().Message ?? "it completed unexpectedly";
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
        Context.System.EventStream.Publish(_record.Status(_feed, _fallback));
    }

    private bool OfThisRun(RunNews news) => ReferenceEquals(news.Run, _open?.Run);

    private KeyValuePair<string, object?> CameraTag => new("camera", _spec.Id.Value);
}
