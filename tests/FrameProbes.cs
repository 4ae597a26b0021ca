using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using Akka.TestKit;
using Analytics.Runtime.Frames;

namespace Analytics.Tests;

/// <summary>The ends of a camera's pipeline in the hands of a spec, which pushes and pulls frame by frame.</summary>
internal static class FrameProbes
{
    /// <summary>Runs a station between two probes.</summary>
    public static (TestPublisher.Probe<Frame> Upstream, TestSubscriber.Probe<Frame> Downstream) Probe(
        this TestKitBase kit, IGraph<FlowShape<Frame, Frame>, NotUsed> station) => kit.SourceProbe<Frame>()
        .Via(station)
        .ToMaterialized(kit.SinkProbe<Frame>(), Keep.Both)
        .Run(kit.Sys.Materializer());

    /// <summary>Runs a pipeline into a probe.</summary>
    public static TestSubscriber.Probe<Frame> Probe(this TestKitBase kit, Source<Frame, NotUsed> pipeline) =>
        pipeline.RunWith(kit.SinkProbe<Frame>(), kit.Sys.Materializer());

    /// <summary>Waits for the frame that was requested and gives it back.</summary>
    /// <returns>Its media time in seconds.</returns>
    public static double Next(this TestSubscriber.Probe<Frame> pipeline)
    {
        using var frame = pipeline.ExpectNext();
        return frame.MediaTime.TotalSeconds;
    }
}
