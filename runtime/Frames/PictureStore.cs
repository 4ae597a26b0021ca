using OpenCvSharp;

namespace Analytics.Runtime.Frames;

/// <summary>
/// Memory for pictures, shared by all cameras: what one does not need at the moment another takes. What nobody took for a minute is let go of,
/// the oldest first, so that memory follows what is needed and not the most that ever was. Safe from several threads; in the steady state
/// nothing is allocated.
/// </summary>
/// <typeparam name="T">A picture.</typeparam>
/// <param name="create">Makes one of a size in pixels.</param>
/// <param name="time">The clock.</param>
internal sealed class PictureStore<T>(Func<Size, T> create, TimeProvider time)
    where T : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly List<(T Picture, Size Size, long Since)> _idle = []; // oldest first

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
                    var picture = _idle[i].Picture;
                    _idle.RemoveAt(i);
                    return picture;
                }
            }
        }

        return create(size);
    }

    /// <summary>Takes a picture back.</summary>
    public void Return(T picture, Size size)
    {
        var (isOld, oldest) = (false, picture);
        lock (_gate)
        {
            _idle.Add((picture, size, time.GetTimestamp()));
            isOld = time.GetElapsedTime(_idle[0].Since) > Patience;
            if (isOld)
            {
                oldest = _idle[0].Picture;
                _idle.RemoveAt(0);
            }
        }

        if (isOld)
        {
            oldest.Dispose();
        }
    }
}
