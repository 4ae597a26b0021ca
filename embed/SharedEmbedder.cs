using System.Diagnostics;
using Analytics.Contracts;
using Analytics.Runtime.Inference;
using OpenCvSharp;

namespace Analytics.Embed;

/// <summary>
/// One embedder for all cameras: aligned faces wait in one bounded queue and run in batches where the model takes them, else one by
/// one on several workers. Owns the embedder.
/// </summary>
public sealed class SharedEmbedder : IAsyncDisposable, IDisposable
{
    private readonly IFaceEmbedder _embedder;
    private readonly InferenceQueue<Request> _queue;
    private readonly KeyValuePair<string, object?> _tag;

    /// <summary>Starts the workers.</summary>
    /// <param name="embedder">The embedder; disposed with this.</param>
    /// <param name="capacity">Faces that may wait.</param>
    /// <param name="workers">Batches that run at the same time.</param>
    /// <param name="maxBatch">Faces in one batch; 1 for a model whose file fixes its batch.</param>
    public SharedEmbedder(IFaceEmbedder embedder, int capacity, int workers, int maxBatch)
    {
        _embedder = embedder;
        _tag = new("model", embedder.Model.Value);
        _queue = new InferenceQueue<Request>(
            new InferenceQueueSizes(embedder.Model.Value, capacity, workers, maxBatch), static (_, _) => true, Run);
    }

    /// <summary>The model.</summary>
    public ModelId Model => _embedder.Model;

    /// <summary>Components of a template.</summary>
    public int Length => _embedder.Length;

    /// <summary>Turns and scales faces to the place where the model expects them.</summary>
    public FaceAligner Aligner => _embedder.Aligner;

    /// <summary>
    /// One template for each of <paramref name="aligned"/> (8-bit BGR of <see cref="FaceAligner.Size"/>), in their order. The faces stay
    /// with the embedder until the task has completed, also when it fails. Waits while the queue is full.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The embedder is being disposed.</exception>
    public async ValueTask<IReadOnlyList<Template>> EmbedAsync(IReadOnlyList<Mat> aligned, CancellationToken cancellationToken = default)
    {
        var templates = new Template[aligned.Count];
        var since = Stopwatch.GetTimestamp();
        var runs = new Task[aligned.Count];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = _queue.RunAsync(new Request(aligned[i], templates, i, since), cancellationToken).AsTask();
        }

        await Task.WhenAll(runs);
        return templates;
    }

    /// <summary>Finishes what waits and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _embedder.Dispose();
    }

    /// <summary><see cref="DisposeAsync"/> for those who cannot await.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _embedder.Dispose();
    }

    private void Run(ReadOnlySpan<Request> batch)
    {
        var faces = new Mat[batch.Length];
        for (var i = 0; i < faces.Length; i++)
        {
            faces[i] = batch[i].Aligned;
        }

        var templates = _embedder.Embed(faces);
        for (var i = 0; i < faces.Length; i++)
        {
            batch[i].Templates[batch[i].Index] = templates[i];
            EmbedTelemetry.Duration.Record(Stopwatch.GetElapsedTime(batch[i].Since).TotalSeconds, _tag);
        }

        EmbedTelemetry.Templates.Add(faces.Length, _tag);
    }

    private readonly record struct Request(Mat Aligned, Template[] Templates, int Index, long Since);
}
