using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Runtime.Frames;
using Analytics.Runtime.Inference;
using OpenCvSharp;

namespace Analytics.Detect;

/// <summary>
/// One detector for all cameras: pictures wait in one bounded queue, and those of one size that wait together run as one batch. Owns
/// the detector.
/// </summary>
public sealed class SharedDetector : IAsyncDisposable, IDisposable
{
    private readonly IFaceDetector _detector;
    private readonly InferenceQueue<Request> _queue;
    private readonly Lock _gate = new();
    private readonly Stack<(List<Mat> Pictures, List<List<DetectedFace>> Faces)> _lists = new();
    private readonly KeyValuePair<string, object?> _tag;

    /// <summary>Starts the workers.</summary>
    /// <param name="detector">The detector; disposed with this.</param>
    /// <param name="capacity">Pictures that may wait.</param>
    /// <param name="workers">Batches that run at the same time.</param>
    /// <param name="maxBatch">Pictures in one batch; by default as many as the detector takes.</param>
    public SharedDetector(IFaceDetector detector, int capacity, int workers, int? maxBatch = null)
    {
        _detector = detector;
        _tag = new("model", detector.Model.Value);
        var batch = maxBatch ?? detector.MaxBatch;
        Parallelism = workers * batch;
        _queue = new InferenceQueue<Request>(
            new InferenceQueueSizes(detector.Model.Value, capacity, workers, batch),
            static (first, other) => first.Form == other.Form, Run);
    }

    /// <summary>Pictures that are looked at at the same time.</summary>
    public int Parallelism { get; }

    /// <summary>The model.</summary>
    public ModelId Model => _detector.Model;

    /// <summary>
    /// Clears and fills <paramref name="faces"/> with the faces of <paramref name="picture"/> (8-bit BGR, or planar as
    /// <see cref="Frame.Planar"/>, of any size). Both stay with the detector until the task has completed. Waits while the queue is full.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The detector is being disposed.</exception>
    public ValueTask DetectAsync(Mat picture, List<DetectedFace> faces, CancellationToken cancellationToken = default) =>
        _queue.RunAsync(
            new Request(picture, faces, (picture.Cols, picture.Rows, picture.Channels()), Stopwatch.GetTimestamp()), cancellationToken);

    /// <summary>Finishes what waits and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _detector.Dispose();
    }

    /// <summary><see cref="DisposeAsync"/> for those who cannot await.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _detector.Dispose();
    }

    private void Run(ReadOnlySpan<Request> batch)
    {
        var lists = Lists();
        foreach (ref readonly var request in batch)
        {
            lists.Pictures.Add(request.Picture);
            lists.Faces.Add(request.Faces);
        }

        try
        {
            _detector.Detect(lists.Pictures, lists.Faces);
            foreach (ref readonly var request in batch)
            {
                DetectTelemetry.Duration.Record(Stopwatch.GetElapsedTime(request.Since).TotalSeconds, _tag);
                DetectTelemetry.Faces.Add(request.Faces.Count, _tag);
            }
        }
        finally
        {
            lists.Pictures.Clear();
            lists.Faces.Clear();
            lock (_gate)
            {
                _lists.Push(lists);
            }
        }
    }

    private (List<Mat> Pictures, List<List<DetectedFace>> Faces) Lists()
    {
        lock (_gate)
        {
            return _lists.TryPop(out var lists) ? lists : ([], []);
        }
    }

    private readonly record struct Request(Mat Picture, List<DetectedFace> Faces, (int Columns, int Rows, int Channels) Form, long Since);
}
