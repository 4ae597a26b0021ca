using System.Collections.Concurrent;
using Analytics.Contracts;
using Analytics.Runtime.Frames;

namespace Analytics.Host.Watch;

/// <summary>The latest of each camera, put together for the display from what the cameras, the pipeline and match report.</summary>
/// <param name="cameras">In the order in which they are shown.</param>
/// <param name="time">The clock for rates.</param>
public sealed class CameraBoard(IReadOnlyList<CameraId> cameras, TimeProvider time) : IFrameObserver
{
    private readonly ConcurrentDictionary<CameraId, Entry> _entries =
        new(cameras.Select(camera => KeyValuePair.Create(camera, new Entry(time))));

    /// <summary>A camera reported its status.</summary>
    public void OnStatus(CameraStatus status) => _entries[status.Camera].Status = status;

    /// <summary>Somebody was named.</summary>
    public void OnAlert(Alert alert) => _entries[alert.Camera].LastName = alert.AllNames;

    /// <inheritdoc/>
    public void Observe(Frame frame)
    {
        var entry = _entries[frame.Camera];
        entry.Faces = frame.Faces.Count;
        entry.Tracks = frame.Tracks.Count;
        entry.Analysed.Add();
    }

    /// <summary>A row for each camera, now.</summary>
    public IReadOnlyList<CameraRow> Rows() => [.. cameras.Select(camera => _entries[camera].Row(camera))];

    private sealed class Entry(TimeProvider time)
    {
        private readonly Rate _dropped = new(time);

        public CameraStatus? Status { get; set; }

        public string? LastName { get; set; }

        public int Faces { get; set; }

        public int Tracks { get; set; }

        public Rate Analysed { get; } = new(time);

        public CameraRow Row(CameraId camera)
        {
            _dropped.Set(Status?.Dropped.Values.Sum() ?? 0);
            return new CameraRow(
                camera.Value, Status?.State.Word() ?? "starting", Status?.ReceivedFps ?? 0, Analysed.PerSecond,
                _dropped.PerSecond, Faces, Tracks, LastName);
        }
    }

    /// <summary>A count and how fast it grew over the last second or so.</summary>
    private sealed class Rate(TimeProvider time)
    {
        private long _count;
        private long _countBefore;
        private long _since = time.GetTimestamp();
        private double _perSecond;

        public double PerSecond
        {
            get
            {
                var elapsed = time.GetElapsedTime(_since);
                if (elapsed >= TimeSpan.FromSeconds(1))
                {
                    var count = Interlocked.Read(ref _count);
                    _perSecond = (count - _countBefore) / elapsed.TotalSeconds;
                    (_countBefore, _since) = (count, time.GetTimestamp());
                }

                return _perSecond;
            }
        }

        public void Add() => Interlocked.Increment(ref _count);

        public void Set(long count) => Interlocked.Exchange(ref _count, count);
    }
}
