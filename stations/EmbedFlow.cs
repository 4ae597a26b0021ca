using Akka;
using Akka.Streams.Dsl;
using Analytics.Embed;
using Analytics.Runtime.Frames;

namespace Analytics.Stations;

/// <summary>The embedding station of a camera's pipeline: what can change the answer becomes an observation.</summary>
public static class EmbedFlow
{
    /// <summary>Frames in their order, each after its observations are on the bus.</summary>
    public static Flow<Frame, Frame, NotUsed> Create(FaceObserver observer) =>
        Flow.FromGraph(new FrameStation("embed", 1, observer.ObserveAsync));
}
