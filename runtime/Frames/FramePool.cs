using System.Collections.Concurrent;

namespace Analytics.Runtime.Frames;

/// <summary>
/// The frames of one camera. What is rented is bounded by the queues of the pipeline, so the pool only keeps what was once needed;
/// after the first second of a stream nothing is allocated.
/// </summary>
public sealed class FramePool : IDisposable
{
    private readonly ConcurrentQueue<Frame> _free = new();
    private int _rented;
    private bool _disposed;

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

    /// <summary>Frees what is in the pool; frames that are still out are freed when they come back.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _disposed, true);
        FreeAll();
    }

    // Looks at the flag only after the frame is in the queue: whoever comes last of the two, frame or end, frees it.
    internal void Return(Frame frame)
    {
        Interlocked.Decrement(ref _rented);
        _free.Enqueue(frame);
        if (Volatile.Read(ref _disposed))
        {
            FreeAll();
        }
    }

    private void FreeAll()
    {
        while (_free.TryDequeue(out var frame))
        {
            frame.Free();
        }
    }
}
