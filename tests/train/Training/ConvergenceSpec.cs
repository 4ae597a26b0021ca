using System.Numerics.Tensors;
using Analytics.Embed;
using Analytics.Runtime.Models;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using Analytics.Train.Data;
using Analytics.Train.Evaluating;
using Analytics.Train.Losses;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using OpenCvSharp;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

/// <summary>A short run of each loss on people who do not exist.</summary>
public sealed class ConvergenceSpec(SyntheticFaces faces) : IClassFixture<SyntheticFaces>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("softmax", 0.05)]
    [InlineData("cosface", 0.05)]
    [InlineData("arcface", 0.05)]
    [InlineData("triplet", 0.02)]
    public void A_short_run_distinguishes_people_and_is_exported(string name, double rate)
    {
        random.manual_seed(1);
        var spec = new NetworkSpec("resnet-ir-18") { Side = SyntheticFaces.FaceSide, Length = 32, Width = 8 };
        spec.Keep(_folder);
        using var network = spec.MakeEmbedder();
        var before = faces.Gap(network);
        using var loss = FaceLosses.Make(name, 32, SyntheticFaces.PersonCount, scale: 16, margin: null, smoothing: 0);
        var options = new FaceLessonOptions { Epochs = 12, Batch = 48, Batches = 1, Rate = rate };
        var seen = new FaceAugmenter(faces, FaceTemplate.ArcFace(SyntheticFaces.FaceSide), Augmentation.None);
        using var lesson = new FaceLesson(network, loss, seen, faces.People, Inputs.Standard, options);
        using var mean = new MovingWeights(network, 0.1);
        using var optimizer = optim.SGD(lesson.Pupil.parameters(), rate, momentum: 0.9, weight_decay: options.WeightDecay);

        new TrainingLoop(lesson, new RunFolder(_folder), optimizer, mean, TextWriter.Null) { MeasureEvery = 4 }.Run(
            TestContext.Current.CancellationToken);

        var losses = new RunFolder(_folder).Metrics.Series()["loss"];
        Assert.True(losses[^1].Value < 0.6 * losses[0].Value, $"The loss goes from {losses[0].Value} to {losses[^1].Value}.");
        using var learnt = Finished.Embedder(_folder);
        var after = faces.Gap(learnt);
        Assert.True(
            after > before + 0.25,
            $"On pictures that were not learnt from, one person's are closer than two people's by {before:0.00}, then by {after:0.00}.");
        var (store, card) = Candidate.Of(_folder, ModelTask.Embed);
        Assert.Equal((32, SyntheticFaces.FaceSide), (card.Embedding!.Length, card.Input.Width));
        Assert.NotEmpty(store.Load(card));
    }

    // ResNet-IR drops features at random: what is dropped must follow from the step, or a resumed run goes another way.
    [Fact]
    public void A_step_that_is_asked_again_is_the_same()
    {
        using var network = new NetworkSpec("resnet-ir-18") { Side = SyntheticFaces.FaceSide, Length = 32, Width = 8 }.MakeEmbedder();
        using var loss = FaceLosses.Make("arcface", 32, SyntheticFaces.PersonCount, scale: 16, margin: null, smoothing: 0);
        var seen = new FaceAugmenter(faces, FaceTemplate.ArcFace(SyntheticFaces.FaceSide), Augmentation.None);
        using var lesson = new FaceLesson(
            network, loss, seen, faces.People, Inputs.Standard, new FaceLessonOptions { Batch = 8, Batches = 1 });
        network.train();

        var first = lesson.Loss(3, 0).Loss.item<float>();

        Assert.NotEqual(first, lesson.Loss(4, 0).Loss.item<float>());
        Assert.Equal(first, lesson.Loss(3, 0).Loss.item<float>());
    }
}

/// <summary>Portraits of a few synthetic people, aligned; the last picture of each is kept from training.</summary>
public sealed class SyntheticFaces : IFaces
{
    internal const int FaceSide = 32;
    internal const int PersonCount = 16;
    private const int Views = 9;
    private const int Held = 3;

    private readonly List<Mat> _learnt = [];
    private readonly List<Mat> _held = [];

    public SyntheticFaces()
    {
        var canvas = FaceSide + 2 * Margin;
        var aligner = new FaceAligner(new OpenCvSharp.Size(canvas, canvas), FaceTemplate.Moved(FaceTemplate.ArcFace(FaceSide), Margin));
        var pictures = new Mat[PersonCount * Views];
        Parallel.For(0, PersonCount, person =>
        {
            var studio = new PortraitStudio(SyntheticPerson.One(7, person), 96);
            for (var view = 0; view < Views; view++)
            {
                using var portrait = studio.Take(view, 20);
                var aligned = new Mat();
                aligner.Align(portrait.Picture, portrait.Truth.Landmarks, aligned);
                pictures[person * Views + view] = aligned;
            }
        });
        for (var i = 0; i < pictures.Length; i++)
        {
            (i % Views < Views - Held ? _learnt : _held).Add(pictures[i]);
        }
    }

    public int Count => _learnt.Count;

    public IReadOnlyList<int> People => [.. Enumerable.Range(0, _learnt.Count).Select(i => i / (Views - Held))];

    public int Side => FaceSide;

    public int Margin => FaceSide / 8;

    public Mat Read(int index) => _learnt[index].Clone();

    public void Dispose() => _learnt.Concat(_held).ToList().ForEach(picture => picture.Dispose());

    /// <summary>
    /// By how much two pictures of a person are more alike than those of two people, in the mean; of pictures kept from training.
    /// </summary>
    internal double Gap(EmbeddingNetwork network)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        network.eval();
        var middles = _held.Select(picture => new Mat(picture, new Rect(Margin, Margin, Side, Side))).ToList();
        var embedded = nn.functional.normalize(network.call(PictureBatch.Of(middles, Inputs.Standard)), dim: 1);
        network.train();
        middles.ForEach(middle => middle.Dispose());
        var rows = Enumerable.Range(0, middles.Count).Select(i => embedded[i].data<float>().ToArray()).ToList();
        var pairs = from i in Enumerable.Range(0, rows.Count)
                    from j in Enumerable.Range(0, i)
                    select (Same: i / Held == j / Held, Similarity: TensorPrimitives.Dot<float>(rows[i], rows[j]));
        var groups = pairs.ToLookup(pair => pair.Same, pair => (double)pair.Similarity);
        return groups[true].Average() - groups[false].Average();
    }
}
