using Analytics.Runtime.Frames;
using Analytics.Runtime.Video;

namespace Analytics.People.Watching;

/// <summary>Puts analysed frames with what is known of their tracks into the annotated video.</summary>
/// <param name="video">The video.</param>
/// <param name="labels">What is known.</param>
public sealed class AnnotatedFrames(AnnotatedVideo video, TrackLabels labels) : IFrameObserver
{
    /// <inheritdoc/>
    public void Observe(Frame frame)
    {
        var camera = frame.Camera;
        video.Write(frame, track => labels.Of(camera, track));
        foreach (var ended in frame.EndedTracks)
        {
            labels.Forget(camera, ended.Track);
        }
    }
}
