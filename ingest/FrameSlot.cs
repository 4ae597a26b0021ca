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
internal sealed class FrameSlot(int capacity, bool newestWins, CameraCounters counters)
{
    private readonly object _gate = new();
    private readonly Queue<Frame> _frames = new(capacity);
    private Action? _wake; // while the stage waits for a frame
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
            wake = TakeWake();
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
            if (_frames.TryDequeue(out var frame))
            {
                Monitor.PulseAll(_gate);
                completed = false;
                return frame;
            }

            completed = _completed;
            _wake = completed ? null : wake;
            return null;
        }
    }

    private void Attach()
    {
        lock (_gate)
        {
            if (_materialised)
            {
                throw new InvalidOperationException("The frames of a camera can be read by one pipeline only.");
            }

            _materialised = true;
        }
    }

    /// <summary>The pipeline has gone: nobody will take what is left.</summary>
    private void Detach()
    {
        lock (_gate)
        {
            _completed = true;
            _wake = null;
            while (_frames.TryDequeue(out var frame))
            {
                counters.Drop(DropReason.Stopped, frame);
            }

            Monitor.PulseAll(_gate);
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
#pragma warning disable CA2000 // Whoever takes the frame from the outlet owns it.
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
