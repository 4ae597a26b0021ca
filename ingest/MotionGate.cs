using Akka.Streams;
using Akka.Streams.Stage;
using Analytics.Runtime.Frames;

namespace Analytics.Ingest;

/// <summary>Lets frames through that show something new; the others are disposed and counted as <c>still</c>.</summary>
internal sealed class MotionGate : GraphStage<FlowShape<Frame, Frame>>
{
    private readonly IngestOptions _options;
    private readonly CameraCounters _counters;
    private readonly Inlet<Frame> _in = new("MotionGate.in");
    private readonly Outlet<Frame> _out = new("MotionGate.out");

    public MotionGate(IngestOptions options, CameraCounters counters)
    {
        _options = options;
        _counters = counters;
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
            if (_detector.Admits(frame))
            {
                Push(_gate._out, frame);
                return;
            }

            _gate._counters.Drop(DropReason.Still);
            frame.Dispose();
            Pull(_gate._in);
        }

        public override void OnPull() => Pull(_gate._in);
    }
}
