using Analytics.Contracts;
using Analytics.Detect.Quality;
using Analytics.Detect.Tracking;
using Analytics.Runtime.Frames;
using Xunit;

namespace Analytics.Tests.Detect.Tracking;

/// <summary>A scripted camera of 640 × 360: what it shows goes through one tracker, frame by frame.</summary>
internal sealed class Scene(double fps = 6, TrackOptions? options = null)
{
    private readonly FramePool _pool = new();
    private readonly FaceTracker _tracker = new(options ?? new TrackOptions(), new FaceQualityMeter());

    /// <summary>The presentation time of the next frame.</summary>
    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1.704);

    public StreamEpoch Epoch { get; set; } = new(1);

    /// <summary>The luma of the next frames.</summary>
    public Func<int, int, byte> Picture { get; set; } = Room;

    /// <summary>The tracks that have ended so far.</summary>
    public List<EndedTrack> Ended { get; } = [];

    /// <summary>Bytes that the tracker has taken from the managed heap.</summary>
    public long Allocated { get; private set; }

    public int Alive => _tracker.Alive;

    /// <summary>A dark floor and a bright wall with a window.</summary>
    public static byte Room(int x, int y) => (byte)(y > 220 ? 50 : x is > 380 and < 560 && y is > 40 and < 160 ? 180 : 110);

    /// <summary>Elsewhere: a bright floor, a dark wall.</summary>
    public static byte Yard(int x, int y) => (byte)(y > 160 ? 190 : x < 200 ? 30 : 70);

    /// <summary>One frame with these faces; returns their tracks and lets the clock go on by one frame.</summary>
    public List<TrackedFace> Show(params ReadOnlySpan<DetectedFace> faces)
    {
        using var frame = _pool.Rent(640, 360);
        frame.Stamp(new CameraId("door"), Epoch, Now, DateTimeOffset.UnixEpoch + Now, 0);
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width; x++)
            {
                frame.I420[y * frame.Width + x] = Picture(x, y);
            }
        }

        frame.Faces.AddRange(faces);
        var (before, collections) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0));
        _tracker.Update(frame);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Allocated += GC.CollectionCount(0) == collections ? taken : 0; // a collection counts as taken what lay ready for this thread
        Ended.AddRange(frame.EndedTracks);
        Now += TimeSpan.FromSeconds(1 / fps);
        return [.. frame.Tracks];
    }

    /// <summary>The clock goes on without a frame.</summary>
    public void Wait(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>Frames without a face.</summary>
    public void ShowNobody(double seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;)
        {
            Assert.Empty(Show());
        }
    }

    public void Flush() => _tracker.Flush(Ended);
}
