using System.Diagnostics;
using Analytics.Detect;
using Analytics.Runtime.Inference;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Benchmarks;

/// <summary>
/// The models alone: sessions opened as the program opens them, inputs filled beforehand, nothing before a run and nothing after it.
/// As many threads as the pipeline has workers take the runs from one list.
/// </summary>
internal sealed class BareModels : IDisposable
{
    private readonly OnnxModel _detector;
    private readonly OnnxModel _embedder;
    private readonly int _threads;

    public BareModels(Bench bench)
    {
        var (options, catalog) = (bench.Options, bench.Store.Catalog);
        var cards = catalog.CardsOf(catalog.Pack(options.Models.Pack));
        _detector = OnnxModel.Load(
            bench.Store, cards[0], YuNetFaceDetector.Outputs(cards[0].Decoding!), options.Inference, NullLogger.Instance);
        _embedder = OnnxModel.Load(
            bench.Store, cards[1], [new TensorOutput(null, cards[1].Embedding!.Length)], options.Inference, NullLogger.Instance);
        _threads = options.Inference.WorkersOn(_detector.Device, Environment.ProcessorCount);
    }

    /// <summary>The time on the clock and on processors of as many runs, of the same sizes, as a watch took.</summary>
    /// <param name="watch">What is repeated.</param>
    /// <param name="input">What the detector sees of a picture.</param>
    public (TimeSpan Wall, TimeSpan Processor) Repeat(MeasuredWatch watch, Letterbox input)
    {
        List<(OnnxModel Model, int Batch)> runs = [];
        foreach (var (model, batches) in new[] { (_detector, watch.Detection.Batches), (_embedder, watch.Embedding.Batches) })
        {
            runs.AddRange(batches.SelectMany(batch => Enumerable.Repeat((model, batch.Key), batch.Value)));
        }

        runs.Sort((left, right) => right.Batch - left.Batch);
        var next = -1;
        var threads = Enumerable.Range(0, _threads).Select(_ => new Thread(() =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < runs.Count;)
            {
                Run(runs[i].Model, runs[i].Batch, input);
            }
        })).ToArray();

        Warm(runs.Distinct(), input);
        var (processor, started) = (ProcessorTime.Now, Stopwatch.GetTimestamp());
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return (Stopwatch.GetElapsedTime(started), ProcessorTime.Now.Since(processor).Own);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detector.Dispose();
        _embedder.Dispose();
    }

    // Fills a workspace for each thread, so that the measured runs find theirs ready.
    private void Warm(IEnumerable<(OnnxModel Model, int Batch)> kinds, Letterbox input)
    {
        foreach (var (model, batch) in kinds)
        {
            var workspaces = Enumerable.Range(0, _threads).Select(_ => Rent(model, batch, input)).ToArray();
            foreach (var workspace in workspaces)
            {
                for (var i = 0; i < workspace.Input.Length; i++)
                {
                    workspace.Input[i] = Random.Shared.Next(256);
                }

                workspace.Run();
                workspace.Dispose();
            }
        }
    }

    private static void Run(OnnxModel model, int batch, Letterbox input)
    {
        using var workspace = Rent(model, batch, input);
        workspace.Run();
    }

    private static OnnxWorkspace Rent(OnnxModel model, int batch, Letterbox input) => model.Rent(
        batch, model.Card.Input.Height ?? input.InputHeight, model.Card.Input.Width ?? input.InputWidth);
}
