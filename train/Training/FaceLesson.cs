using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Losses;
using Analytics.Train.Networks;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>Learning to distinguish labelled people.</summary>
/// <param name="network">The embedder.</param>
/// <param name="loss">What is wrong with its embeddings.</param>
/// <param name="faces">The faces as the network sees them.</param>
/// <param name="people">Whom each face shows.</param>
/// <param name="input">How the network's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal sealed class FaceLesson(
    Layer network, FaceLoss loss, ITrainingPictures faces, IReadOnlyList<int> people, ModelInput input,
    FaceLessonOptions options) : ILesson, IDisposable
{
    private readonly Both _pupil = new(network, loss);
    private readonly IFaceOrder _order = loss is TripletLoss
        ? new PeopleOrder(people, options.Batch, options.FacesOfPerson, options.Seed)
        : new FaceOrder(people.Count, options.Seed);

    /// <inheritdoc/>
    public nn.Module Pupil => _pupil;

    /// <inheritdoc/>
    public nn.Module Network => network;

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
        int[] indices = [.. Enumerable.Range(0, options.Batch).Select(i => _order.Face(first + i))];
        using var drawn = new DrawnPictures(faces, indices, first, options.Seed);
        var x = PictureBatch.Of(drawn.All, input).to(options.Compute.Device);
        var labels = tensor(indices.Select(index => (long)people[index]).ToArray()).to(options.Compute.Device);
        random.manual_seed(Seeds.Of(options.Seed, first)); // what is dropped is the same each time it is asked
        return (loss.call(network.call(x), labels), new Dictionary<string, Tensor>());
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
