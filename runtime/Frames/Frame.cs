using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
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
    // Of the memory that the process may use at all, in a container that of the container.
    private static readonly long Budget = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16;

    private static readonly PictureStore<Planes> PlanarPictures = new(
        size => new Planes(size), size => size.Width * (long)size.Height * 3 / 2, Budget, TimeProvider.System);

    private static readonly PictureStore<Mat> ColourPictures = new(
        size => new Mat(size, MatType.CV_8UC3), size => size.Width * (long)size.Height * 3, Budget, TimeProvider.System);


    private readonly FramePool _pool;
    [SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "Goes back to its store.")]
    private Planes? _planes;
    [SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "Goes back to its store.")]
    private Mat? _bgr;

    internal Frame(FramePool pool) => _pool = pool;

    /// <summary>The camera.</summary>
    public CameraId Camera { get; private set; }

    /// <summary>The run of the camera's stream.</summary>
    public StreamEpoch Epoch { get; private set; }

    /// <summary>
    /// Presentation time as the file states it; of a live source seconds of real time, counted from the presentation time with which its
    /// epoch began: whatever waits counts these, and a camera's own clock may run at another pace.
    /// </summary>
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
    public Span<byte> I420 => Own.I420;

    /// <summary>The luma plane, <c>byte[Width × Height]</c>.</summary>
    public ReadOnlySpan<byte> Luma => Own.I420.AsSpan(0, Width * Height);

    /// <summary>The span of this frame while somebody traces, a loose one; it ends when the frame is disposed.</summary>
    public Activity? Activity { get; set; }

    /// <summary>What let the frame into the pipeline. It is notified when the frame is disposed.</summary>
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
    public Mat Planar => Own.Mat;

    /// <summary>
    /// The picture as 8-bit BGR, <c>Height × Width × 3</c>; converted on first use and valid until the frame is disposed.
    /// </summary>
    public Mat Bgr
    {
        get
        {
            if (_bgr is null)
            {
                var planar = Planar;
                _bgr = ColourPictures.Rent(Size);
                NativeMat.Convert(planar, _bgr, ColorConversionCodes.YUV2BGR_I420);
            }

            return _bgr;
        }
    }

    private Size Size => new(Width, Height);

    private Planes Own => _planes ?? throw new ObjectDisposedException(nameof(Frame));

    /// <summary>Gives the pictures back to their stores and the frame to its pool. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_planes is null)
        {
            return;
        }

        Activity?.EndLoose();
        Activity = null;
        PlanarPictures.Return(_planes, Size);
        _planes = null;
        if (_bgr is not null)
        {
            ColourPictures.Return(_bgr, Size);
            _bgr = null;
        }

        var admission = Admission;
        Admission = null;
        _pool.Return(this);
        admission?.Leave();
    }

    internal void Reset(int width, int height)
    {
        if (width <= 0 || height <= 0 || (width | height) % 2 != 0)
        {
            throw new ArgumentException($"A frame of {width} × {height} pixels: both sides must be positive and even.");
        }

        Width = width;
        Height = height;
        _planes = PlanarPictures.Rent(Size);
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

    /// <summary>Whether a trace of this frame is wanted.</summary>
    public bool IsTraced => Activity is { IsAllDataRequested: true };

    /// <summary>A span of work on this frame, below its own; none where no trace is wanted.</summary>
    public Activity? StartSpan(ActivitySource source, string name) =>
        IsTraced ? source.StartActivity(name, ActivityKind.Internal, Activity!.Context) : null;
}
