using System.Collections.Concurrent;

namespace Analytics.Runtime.Frames;

/// <summary>
/// The frames of one camera. How many there are is bounded by the queues of the pipeline; their pictures are shared with other cameras.
/// </summary>
public sealed class FramePool
{
    private readonly ConcurrentQueue<Frame> _free = new();
    private int _rented;

    /// <summary>Frames that are out at this moment.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>A frame with room for a picture of that size.</summary>
    /// <exception cref="ArgumentException">A side is not positive or not even.</exception>
    public Frame Rent(int width, int height)
    {
        if (!_free.TryDequeue(out var frame))
        {
            frame = new Frame(this);
        }

        frame.Reset(width, height);
        Interlocked.Increment(ref _rented);
        return frame;
    }

    internal void Return(Frame frame)
    {
        Interlocked.Decrement(ref _rented);
        _free.Enqueue(frame);
    }
}
