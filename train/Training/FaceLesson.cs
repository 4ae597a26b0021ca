using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Losses;
using Analytics.Train.Networks;
using OpenCvSharp;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>Learning to tell labelled people apart.</summary>
/// <param name="network">The embedder.</param>
/// <param name="loss">What is wrong with its embeddings.</param>
/// <param name="faces">The faces as the network sees them.</param>
/// <param name="people">Whom each face shows.</param>
/// <param name="input">How the network's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal sealed class FaceLesson(
    Layer network, FaceLoss loss, FaceAugmenter faces, IReadOnlyList<int> people, ModelInput input, FaceLessonOptions options) : ILesson, IDisposable
{
    private readonly Both _pupil = new(network, loss);
    private readonly IFaceOrder _order = loss is TripletLoss
        ? new PeopleOrder(people, options.Batch, options.FacesOfPerson, options.Seed)
        : new FaceOrder(people.Count, options.Seed);

    /// <inheritdoc/>
    public nn.Module Pupil => _pupil;

    /// <inheritdoc/>
    public long Steps => (long)Math.Ceiling(options.Epochs * people.Count / (options.Batch * options.Batches));

    /// <inheritdoc/>
    public int Batch => options.Batch;

    /// <inheritdoc/>
    public int Batches => options.Batches;

    /// <inheritdoc/>
    public double Rate(long step) => Schedule.Cosine(step, Steps, options.Rate, options.WarmUp);

    /// <inheritdoc/>
    public (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Loss(long step, int batch)
    {
        var first = (step * options.Batches + batch) * options.Batch;
        var indices = new int[options.Batch];
        var pictures = new Mat[options.Batch];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = _order.Face(first + i);
        }

        Parallel.For(0, pictures.Length, i => pictures[i] = faces.Picture(indices[i], Seeds.Of(options.Seed, first + i)));
        try
        {
            var x = PictureBatch.Of(pictures, input).to(options.Device);
            var labels = tensor(indices.Select(index => (long)people[index]).ToArray()).to(options.Device);
            return (loss.call(network.call(x), labels), new Dictionary<string, Tensor>());
        }
        finally
        {
            foreach (var picture in pictures)
            {
                picture.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pupil.Dispose();

    // The weights of the network and of the loss learn together and are kept together.
    private sealed class Both : nn.Module
    {
        public Both(nn.Module network, nn.Module loss)
            : base(nameof(Both))
        {
            register_module(nameof(network), network);
            register_module(nameof(loss), loss);
        }
    }
}
