using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>
/// Hands frames from the thread that reads them to the pipeline. Where the newest wins, a frame that nobody has taken is replaced by
/// the next, and counted; otherwise a full slot holds the reader back and nothing is lost. It outlives the runs of its source.
/// </summary>
/// <param name="capacity">Frames that it holds.</param>
/// <param name="newestWins">Whether a full slot drops its oldest frame for a new one.</param>
/// <param name="counters">Count what is dropped.</param>
/// <param name="time">Says how long a frame has waited, and whose turn was longest ago.</param>
/// <param name="admission">Lets frames out; none: whenever the pipeline asks.</param>
internal sealed class FrameSlot(int capacity, bool newestWins, CameraCounters counters, TimeProvider time, Turnstile? admission = null)
{
    private readonly object _gate = new();
    private readonly Queue<Frame> _frames = new(capacity);
    private Action? _wake; // while the stage waits for a frame, or for its turn
    private Action? _onTurn;
    private bool _inLine;
    private bool _hasTurn;
    private long _lastTurn; // a camera that shows a picture now and then is not behind those that always have one
    private long _offered;
    private TimeSpan _mediaTime;
    private TimeSpan _interval; // between the newest frame and the one before
    private bool _completed;
    private bool _materialised;

    /// <summary>The frames; to be materialised once.</summary>
    public Source<Frame, NotUsed> Source => Akka.Streams.Dsl.Source.FromGraph(new Stage(this));

    /// <summary>
    /// Takes over a frame. False when the slot is closed or the pipeline has gone: the frame is then disposed and counted.
    /// </summary>
    public bool Offer(Frame frame)
    {
        Action? wake;
        lock (_gate)
        {
            while (!newestWins && _frames.Count >= capacity && !_completed)
            {
                Monitor.Wait(_gate);
            }

            if (_completed)
            {
                counters.Drop(DropReason.Stopped, frame);
                return false;
            }

            if (_frames.Count >= capacity)
            {
                counters.Drop(DropReason.Newer, _frames.Dequeue());
            }

            _frames.Enqueue(frame);
            (_offered, _interval, _mediaTime) = (time.GetTimestamp(), frame.MediaTime - _mediaTime, frame.MediaTime);
            wake = _inLine ? null : TakeWake();
        }

        wake?.Invoke();
        return true;
    }

    /// <summary>Closes the slot: what is in it is still delivered, then the source completes.</summary>
    public void Complete()
    {
        Action? wake;
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
            wake = TakeWake();
        }

        wake?.Invoke();
    }

    private Action? TakeWake()
    {
        var wake = _wake;
        _wake = null;
        return wake;
    }

    /// <summary>The oldest frame, or none; then either the slot is closed or <paramref name="wake"/> will be called.</summary>
    private Frame? Take(Action wake, out bool completed)
    {
        lock (_gate)
        {
            completed = _completed && _frames.Count == 0;
            if (_frames.Count == 0 || !IsAdmitted())
            {
                _wake = completed ? null : wake;
                return null;
            }

            var frame = _frames.Dequeue();
            frame.Admission = admission;
            _hasTurn = false;
            _lastTurn = time.GetTimestamp();
            Monitor.PulseAll(_gate);
            return frame;
        }
    }

    private bool IsAdmitted()
    {
        if (admission is null || _hasTurn)
        {
            return true;
        }

        _hasTurn = !_inLine && admission.TryEnter(_onTurn ??= OnTurn, _lastTurn);
        _inLine = !_hasTurn;
        return _hasTurn;
    }

    private void OnTurn()
    {
        Action? wake;
        lock (_gate)
        {
            _inLine = false;
            if (IsOld && _frames.TryDequeue(out var old))
            {
                counters.Drop(DropReason.Newer, old);
            }

            _hasTurn = _frames.Count > 0; // else the pipeline has gone meanwhile, or the next frame comes first in line
            wake = _hasTurn ? TakeWake() : admission!.Leave;
        }

        wake?.Invoke();
    }

    // A newer frame should have come: its decoder was held up. Of a source that is about to end, this is the newest there will be.
    private bool IsOld => !_completed && _interval > TimeSpan.Zero && time.GetElapsedTime(_offered) > _interval;

    private void Attach()
    {
        lock (_gate)
        {
            if (_materialised)
            {
                throw new InvalidOperationException("Only one pipeline can read the frames of a camera.");
            }

            _materialised = true;
        }
    }

    /// <summary>The pipeline has gone: nobody will take what is left.</summary>
    private void Detach()
    {
        bool hadTurn;
        lock (_gate)
        {
            (hadTurn, _hasTurn) = (_hasTurn, false);
            _completed = true;
            _wake = null;
            while (_frames.TryDequeue(out var frame))
            {
                counters.Drop(DropReason.Stopped, frame);
            }

            Monitor.PulseAll(_gate);
        }

        if (hadTurn)
        {
            admission!.Leave();
        }
    }

    private sealed class Stage : GraphStage<SourceShape<Frame>>
    {
        private readonly FrameSlot _slot;
        private readonly Outlet<Frame> _out = new("FrameSlot.out");

        public Stage(FrameSlot slot)
        {
            _slot = slot;
            Shape = new SourceShape<Frame>(_out);
        }

        public override SourceShape<Frame> Shape { get; }

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

        private sealed class Logic : OutGraphStageLogic
        {
            private readonly Stage _stage;
            private Action? _wake;

            public Logic(Stage stage)
                : base(stage.Shape)
            {
                _stage = stage;
                SetHandler(stage._out, this);
            }

            public override void PreStart() => _stage._slot.Attach();

            public override void OnPull()
            {
                if (!IsAvailable(_stage._out))
                {
                    return;
                }

                _wake ??= StreamWake.Of(this, OnPull, GetAsyncCallback(OnPull));
#pragma warning disable CA2000 // The taker of the frame owns it.
                var frame = _stage._slot.Take(_wake, out var completed);
#pragma warning restore CA2000
                if (frame is not null)
                {
                    Push(_stage._out, frame);
                }
                else if (completed)
                {
                    CompleteStage();
                }
            }

            public override void PostStop() => _stage._slot.Detach();
        }
    }
}
