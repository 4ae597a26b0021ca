using System.Diagnostics;
using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Runtime.Inference;
using OpenCvSharp;

namespace Analytics.Runtime.Frames;

/// <summary>
/// One decoded picture on its way through the stages of a camera's pipeline. Each stage writes what it found onto it and hands it
/// on; the last one disposes it, which returns its buffers to the pool. Exactly one stage owns a frame at a time.
/// </summary>
/// <remarks>Pixels stay on the node that decoded them: a frame never crosses a process boundary.</remarks>
public sealed class Frame : IDisposable
{
    private readonly FramePool _pool;
    private readonly Mat _bgr = new();
    private Mat _planar = new();
    private byte[] _i420 = [];
    private bool _converted;
    private bool _disposed;

    internal Frame(FramePool pool) => _pool = pool;

    /// <summary>The camera.</summary>
    public CameraId Camera { get; private set; }

    /// <summary>The run of the camera's stream.</summary>
    public StreamEpoch Epoch { get; private set; }

    /// <summary>Presentation time as the stream or file states it.</summary>
    public TimeSpan MediaTime { get; private set; }

    /// <summary>The same moment in UTC: live, when it was received; of a file, when it was recorded plus the media time.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>When the frame was handed to the pipeline, a <see cref="TimeProvider.GetTimestamp"/>; for latency only.</summary>
    public long ReceivedTimestamp { get; private set; }

    /// <summary>Pixels across; even.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels down; even.</summary>
    public int Height { get; private set; }

    /// <summary>Planar YUV 4:2:0, BT.601 limited range: <c>byte[Width × Height × 3 / 2]</c>, the Y plane first.</summary>
    public Span<byte> I420 => _i420.AsSpan(0, Width * Height * 3 / 2);

    /// <summary>The luma plane, <c>byte[Width × Height]</c>.</summary>
    public ReadOnlySpan<byte> Luma => _i420.AsSpan(0, Width * Height);

    /// <summary>The span of this frame while somebody traces, a loose one; it ends when the frame is disposed.</summary>
    public Activity? Activity { get; set; }

    /// <summary>What let the frame into the pipeline, and hears when it is disposed.</summary>
    public Turnstile? Admission { get; set; }

    /// <summary>The faces found by detect, in no order.</summary>
    public List<DetectedFace> Faces { get; } = [];

    /// <summary>The faces with their tracks, set by track.</summary>
    public List<TrackedFace> Tracks { get; } = [];

    /// <summary>The tracks that ended with this frame, set by track.</summary>
    public List<EndedTrack> EndedTracks { get; } = [];

    /// <summary>
    /// <see cref="I420"/> as OpenCV has it: one channel, <c>Height × 3 / 2</c> rows, the planes below each other. Valid until the frame is
    /// disposed.
    /// </summary>
    public Mat Planar
    {
        get
        {
            if (_planar.Cols != Width || _planar.Rows != Height * 3 / 2)
            {
                _planar.Dispose();
                _planar = Mat.FromPixelData(Height * 3 / 2, Width, MatType.CV_8UC1, Marshal.UnsafeAddrOfPinnedArrayElement(_i420, 0));
            }

            return _planar;
        }
    }

    /// <summary>
    /// The picture as 8-bit BGR, <c>Height × Width × 3</c>; converted on first use and valid until the frame is disposed.
    /// </summary>
    public Mat Bgr
    {
        get
        {
            if (!_converted)
            {
                NativeMat.Convert(Planar, _bgr, ColorConversionCodes.YUV2BGR_I420);
                _converted = true;
            }

            return _bgr;
        }
    }

    /// <summary>Returns the buffers to the pool. A second call does nothing.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Activity?.EndLoose();
            Activity = null;
            var admission = Admission;
            Admission = null;
            _pool.Return(this);
            admission?.Leave();
        }
    }

    internal void Reset(int width, int height)
    {
        if (width <= 0 || height <= 0 || (width | height) % 2 != 0)
        {
            throw new ArgumentException($"A frame of {width} × {height} pixels: both sides must be positive and even.");
        }

        Width = width;
        Height = height;
        var length = width * height * 3 / 2;
        if (_i420.Length < length)
        {
            _i420 = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            _planar.Dispose();
            _planar = new Mat(); // it showed the old memory
        }

        _converted = false;
        _disposed = false;
        Faces.Clear();
        Tracks.Clear();
        EndedTracks.Clear();
    }

    /// <summary>Names the picture; called once by the source that filled <see cref="I420"/>.</summary>
    public void Stamp(CameraId camera, StreamEpoch epoch, TimeSpan mediaTime, DateTimeOffset at, long receivedTimestamp)
    {
        Camera = camera;
        Epoch = epoch;
        MediaTime = mediaTime;
        At = at;
        ReceivedTimestamp = receivedTimestamp;
    }

    /// <summary>Whether somebody wants to hear of this frame.</summary>
    public bool IsTraced => Activity is { IsAllDataRequested: true };

    /// <summary>A span of work on this frame, below its own; none where nobody wants to hear of it.</summary>
    public Activity? StartSpan(ActivitySource source, string name) =>
        IsTraced ? source.StartActivity(name, ActivityKind.Internal, Activity!.Context) : null;

    internal void Free()
    {
        _bgr.Dispose();
        _planar.Dispose();
    }
}
