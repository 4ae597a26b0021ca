using System.Runtime.CompilerServices;
using Akka.Streams;
using Akka.Streams.Stage;
using Analytics.Ingest;
using Analytics.Runtime.Frames;

namespace Analytics.Stations;

/// <summary>
/// A station of a camera's pipeline: works on several frames at the same time and hands them on in their order. What fails fails the
/// stream. Its places are used again and again, so that a frame costs nothing on the managed heap.
/// </summary>
public sealed class FrameStation : GraphStage<FlowShape<Frame, Frame>>
{
    private readonly int _parallelism;
    private readonly Func<Frame, ValueTask> _work;
    private readonly Inlet<Frame> _in;
    private readonly Outlet<Frame> _out;

    /// <summary>A station.</summary>
    /// <param name="name">Names it in errors of the stream.</param>
    /// <param name="parallelism">Frames that are worked on, or wait to be handed on in their turn.</param>
    /// <param name="work">Begun on the stream's own thread, frame by frame in their order; may complete anywhere, in any order.</param>
    public FrameStation(string name, int parallelism, Func<Frame, ValueTask> work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        _parallelism = parallelism;
        _work = work;
        _in = new Inlet<Frame>($"{name}.in");
        _out = new Outlet<Frame>($"{name}.out");
        Shape = new FlowShape<Frame, Frame>(_in, _out);
    }

    /// <inheritdoc/>
    public override FlowShape<Frame, Frame> Shape { get; }

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly FrameStation _station;
        private readonly Place[] _places;
        private int _first;
        private int _taken;

        public Logic(FrameStation station)
            : base(station.Shape)
        {
            _station = station;
            _places = [.. Enumerable.Range(0, station._parallelism).Select(_ => new Place())];
            SetHandlers(station._in, station._out, this);
        }

        public override void PreStart() => Pull(_station._in);

        public override void OnPush()
        {
            var place = _places[(_first + _taken++) % _places.Length];
            place.Wake ??= WakeOf(place);
            place.Begin(Grab(_station._in), _station._work);
            HandOn();
            PullWhenRoom();
        }

        public override void OnPull()
        {
            HandOn();
            PullWhenRoom();
        }

        public override void OnUpstreamFinish()
        {
            if (_taken == 0)
            {
                CompleteStage();
            }
        }

        // Frames that nobody takes any more go back to their pool, those in work when it is done.
        public override void PostStop()
        {
            for (; _taken > 0; _taken--)
            {
                _places[_first].Abandon();
                _first = (_first + 1) % _places.Length;
            }
        }

        private Action WakeOf(Place place)
        {
            void OnEnded()
            {
                place.Finish();
                HandOn();
                PullWhenRoom();
            }

            return StreamWake.Of(this, OnEnded, GetAsyncCallback(OnEnded));
        }

        private void HandOn()
        {
            if (_taken == 0 || !_places[_first].Done || !IsAvailable(_station._out))
            {
                return;
            }

            var frame = _places[_first].Take();
            _first = (_first + 1) % _places.Length;
            _taken--;
            Push(_station._out, frame);
            if (_taken == 0 && IsClosed(_station._in))
            {
                CompleteStage();
            }
        }

        private void PullWhenRoom()
        {
            if (_taken < _places.Length && !HasBeenPulled(_station._in) && !IsClosed(_station._in))
            {
                Pull(_station._in);
            }
        }
    }

    /// <summary>Room for one frame and its work.</summary>
    private sealed class Place
    {
        private const int Working = 0;
        private const int Ended = 1;
        private const int Abandoned = 2;
        private readonly Action _onEnded;
        private Frame? _frame;
        private ValueTaskAwaiter _work;
        private int _state;

        public Place() => _onEnded = OnEnded;

        /// <summary>Notifies the stage that work which took its time has ended.</summary>
        public Action? Wake { get; set; }

        /// <summary>Whether the frame can be handed on.</summary>
        public bool Done { get; private set; }

        public void Begin(Frame frame, Func<Frame, ValueTask> work)
        {
            (_frame, Done, _state) = (frame, false, Ended);
#pragma warning disable CA2012 // Awaited by hand, once: an async method would allocate what it has to remember.
            _work = work(frame).GetAwaiter();
#pragma warning restore CA2012
            if (_work.IsCompleted)
            {
                Finish();
                return;
            }

            Volatile.Write(ref _state, Working);
            _work.UnsafeOnCompleted(_onEnded);
        }

        /// <summary>Takes note that the work has ended; throws what it threw.</summary>
        public void Finish()
        {
            _work.GetResult();
            Done = true;
        }

        public Frame Take()
        {
            var frame = _frame!;
            _frame = null;
            return frame;
        }

        /// <summary>Nobody will take the frame: the later of this call and the end of the work gives it back.</summary>
        public void Abandon()
        {
            if (Interlocked.Exchange(ref _state, Abandoned) == Ended)
            {
                _frame!.Dispose();
            }
        }

        private void OnEnded()
        {
            if (Interlocked.Exchange(ref _state, Ended) == Abandoned)
            {
                _frame!.Dispose();
                return;
            }

            Wake!();
        }
    }
}
