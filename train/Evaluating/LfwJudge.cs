using Analytics.Evaluate;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using OpenCvSharp;
using static TorchSharp.torch;

namespace Analytics.Train.Evaluating;

/// <summary>
/// What a network is worth on the pairs of Labeled Faces in the Wild, quickly, while it learns: pairs of which a picture shows no face
/// are left out. <c>analytics models evaluate</c> measures the exported model as it will be used.
/// </summary>
internal sealed class LfwJudge : IDisposable
{
    /// <summary>The name of the accuracy.</summary>
    public const string Mark = "lfw";

    private const int Batch = 64;

    private readonly FaceCrops _faces;
    private readonly IReadOnlyList<IReadOnlyList<(int First, int Second, bool Same)>> _folds;
    private readonly ModelInput _input;

    private LfwJudge(FaceCrops faces, IReadOnlyList<IReadOnlyList<(int First, int Second, bool Same)>> folds, ModelInput input) =>
        (_faces, _folds, _input) = (faces, folds, input);

    /// <summary>Cuts the faces out, the first time.</summary>
    public static LfwJudge Open(FaceCutter cutter, string folder, string pairsFile, ModelInput input, CancellationToken stop)
    {
        var folds = LfwProtocol.ReadPairs(pairsFile);
        var images = folds.SelectMany(fold => fold).SelectMany(pair => new[] { pair.First, pair.Second })
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var faces = cutter.Cut(
            new PictureFiles([.. images.Select(image => Path.Combine(folder, image))], [.. Enumerable.Range(0, images.Count)]), stop);
        var places = faces.People!.Select((image, place) => (images[image], place)).ToDictionary();
        return new LfwJudge(
            faces,
            [.. folds.Select(fold => fold.Where(pair => places.ContainsKey(pair.First) && places.ContainsKey(pair.Second))
                .Select(pair => (places[pair.First], places[pair.Second], pair.Same)).ToList())],
            input);
    }

    /// <summary>As <see cref="Judge(Layer)"/>, of the network with the mean weights.</summary>
    public IEnumerable<KeyValuePair<string, double>> Judge(MovingWeights mean, EmbeddingNetwork network)
    {
        mean.CopyTo(network);
        network.eval();
        return Judge(network);
    }

    /// <summary>Accuracy and true accepts at 1e-3, by name.</summary>
    public IEnumerable<KeyValuePair<string, double>> Judge(Layer network)
    {
        var templates = Embed(network);
        var score = LfwProtocol.Score(
            [.. _folds.Select(fold => fold.Select(pair => (Cosine(templates[pair.First], templates[pair.Second]), pair.Same)).ToList())]);
        return [new(Mark, score.Accuracy), new("lfwTarAt1e-3", score.AtOnePerMille.TrueAcceptRate)];
    }

    /// <inheritdoc/>
    public void Dispose() => _faces.Dispose();

    private float[][] Embed(Layer network)
    {
        using var free = no_grad();
        var device = network.parameters().First().device;
        var templates = new float[_faces.Count][];
        foreach (var indices in Enumerable.Range(0, _faces.Count).Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var middle = new Rect(_faces.Margin, _faces.Margin, _faces.Side, _faces.Side);
            var wholes = indices.Select(_faces.Read).ToList();
            var middles = wholes.Select(whole => new Mat(whole, middle)).ToList();
            var embedded = nn.functional.normalize(network.call(PictureBatch.Of(middles, _input).to(device)), dim: 1);
            middles.ForEach(middle => middle.Dispose());
            wholes.ForEach(whole => whole.Dispose());
            for (var i = 0; i < indices.Length; i++)
            {
                templates[indices[i]] = embedded[i].cpu().data<float>().ToArray();
            }
        }

        return templates;
    }

    private static float Cosine(float[] a, float[] b) => System.Numerics.Tensors.TensorPrimitives.Dot<float>(a, b);
}
