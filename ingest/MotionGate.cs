using Akka.Streams;
using Akka.Streams.Stage;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>Lets frames through that are worth a look; the others are disposed and counted with the reason.</summary>
internal sealed class MotionGate : GraphStage<FlowShape<Frame, Frame>>
{
    private readonly IngestOptions _options;
    private readonly CameraCounters _counters;
    private readonly Func<TimeSpan> _lookInterval;
    private readonly Inlet<Frame> _in = new("MotionGate.in");
    private readonly Outlet<Frame> _out = new("MotionGate.out");

    public MotionGate(CameraSpec camera, CameraCounters counters, Func<TimeSpan> lookInterval)
    {
        _options = camera.Options;
        _counters = counters;
        _lookInterval = camera.NewestWins ? lookInterval : () => TimeSpan.Zero; // a file that waits gives the same frames every time
        Shape = new FlowShape<Frame, Frame>(_in, _out);
    }

    public override FlowShape<Frame, Frame> Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly MotionGate _gate;
        private readonly MotionDetector _detector;

        public Logic(MotionGate gate)
            : base(gate.Shape)
        {
            _gate = gate;
            _detector = new MotionDetector(gate._options);
            SetHandlers(gate._in, gate._out, this);
        }

        public override void OnPush()
        {
            var frame = Grab(_gate._in);
            DropReason? dropped;
            try
            {
                dropped = _detector.ReasonToDrop(frame, _gate._lookInterval());
            }
            catch
            {
                frame.Dispose();
                throw;
            }

            if (dropped is { } reason)
            {
                _gate._counters.Drop(reason, frame);
                Pull(_gate._in);
                return;
            }

            Push(_gate._out, frame);
        }

        public override void OnPull() => Pull(_gate._in);
    }
}
