using OpenCvSharp;

namespace Analytics.Runtime.Frames;

/// <summary>
/// Memory for pictures, shared by all cameras: what one does not need at the moment another takes. What nobody took for a minute is let go
/// of, the oldest first, so that memory follows what is needed and not the most that ever was; so is what is over the budget, however many
/// sizes there are. Safe from several threads; in the steady state nothing is allocated.
/// </summary>
/// <typeparam name="T">A picture.</typeparam>
/// <param name="create">Makes one of a size in pixels.</param>
/// <param name="bytesOf">How much memory one of a size takes.</param>
/// <param name="budget">The most bytes of pictures that nobody has at the moment.</param>
/// <param name="time">The clock.</param>
internal sealed class PictureStore<T>(Func<Size, T> create, Func<Size, long> bytesOf, long budget, TimeProvider time)
    where T : class, IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly List<(T Picture, Size Size, long Since)> _idle = []; // oldest first
    private long _idleBytes;

    /// <summary>Pictures that nobody has at the moment.</summary>
    public int Idle
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>A picture of that size, with anything on it.</summary>
    public T Rent(Size size)
    {
        lock (_gate)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                if (_idle[i].Size == size)
                {
                    return TakeOut(i);
                }
            }
        }

        return create(size);
    }

    /// <summary>Takes a picture back.</summary>
    public void Return(T picture, Size size)
    {
        lock (_gate)
        {
            _idle.Add((picture, size, time.GetTimestamp()));
            _idleBytes += bytesOf(size);
        }

        while (TakeExcess() is { } excess)
        {
            excess.Dispose();
        }
    }

    // The oldest, where there are too many bytes or nobody took it for long.
    private T? TakeExcess()
    {
        lock (_gate)
        {
            if (_idleBytes > budget)
            {
                FrameTelemetry.Released.Add(1);
                return TakeOut(0);
            }

            return _idle.Count > 0 && time.GetElapsedTime(_idle[0].Since) > KeptFor ? TakeOut(0) : null;
        }
    }

    private T TakeOut(int index)
    {
        var (picture, size, _) = _idle[index];
        _idle.RemoveAt(index);
        _idleBytes -= bytesOf(size);
        return picture;
    }
}
