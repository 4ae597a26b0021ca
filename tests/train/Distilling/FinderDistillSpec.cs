using Analytics.Contracts;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Analytics.Tests;
using Analytics.Train.Data;
using Analytics.Train.Distilling;
using Analytics.Train.Networks;
using Analytics.Train.Onnx;
using Analytics.Train.Training;
using OpenCvSharp;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

/// <summary>A detector that learns from another one of its own kind, whose weights are random.</summary>
[FullTier]
public sealed class FinderDistillSpec : IDisposable
{
    private const int Side = 64;
    private const int Steps = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_detector_learns_the_same_whatever_lies_in_memory_that_is_fresh_or_freed(bool freed)
    {
        var plain = Learn("plain");
        using var memory = freed ? new FreedMemory() : NativeMemory.FillWithNaN();
        Assert.Equal(plain, Learn("full"));
    }

    [Fact]
    public void A_teacher_that_answers_no_numbers_is_named()
    {
        using var teacher = Master(broken: true);
        using var picture = new Blobs().Picture(0, 0);
        var fault = Assert.ThrowsAny<FailureException>(() => teacher.Answers([picture]));
        Assert.Contains(FinderTaps.TeacherId, fault.Message, StringComparison.Ordinal);
        Assert.Contains("models verify", fault.Message, StringComparison.Ordinal);
    }

    // The losses of each step, and the weights in the end.
    private (string Losses, string Weights) Learn(string name)
    {
        using var teacher = Master();
        random.manual_seed(2);
        using var student = new FaceFinder(normalise: false);
        using var lesson = new FinderDistiller(
            teacher, student, new Blobs(), Inputs.Standard,
            new DistillOptions { Batch = 8, PartSamples = 8 * Steps / 2, WholeSamples = 8 * Steps / 2 });
        using var mean = new MovingWeights(student, 0.1);
        using var optimizer = optim.AdamW(student.parameters(), 1e-3);
        var run = new RunFolder(Path.Combine(_folder, name));
        new TrainingLoop(lesson, run, optimizer, mean, TextWriter.Null) { MeasureEvery = 1 }.Run(TestContext.Current.CancellationToken);
        return (
            string.Join(' ', run.Metrics.Series()["loss"].Select(point => point.Value)),
            string.Join(' ', student.parameters().Select(weight => weight.to(ScalarType.Float64).sum().item<double>())));
    }

    private static Teacher Master(bool broken = false)
    {
        random.manual_seed(9);
        using var network = new FaceFinder(normalise: false);
        if (broken)
        {
            using var free = no_grad();
            network.parameters().First().fill_(float.NaN);
        }

        var graph = new OnnxGraph();
        var x = graph.Input("input", 1, 3, Side, Side);
        List<string> backbone = [];
        foreach (var part in network.Backbone)
        {
            backbone.Add(x = part.Write(graph, x));
        }

        var levels = FaceFinder.Strides.Length;
        var neck = new string[levels];
        for (var level = levels - 1; level >= 0; level--)
        {
            var feature = backbone[^(levels - level)];
            neck[level] = network.Neck[level].Write(
                graph, level == levels - 1 ? feature : graph.Op("Add", feature, graph.Double(neck[level + 1])));
        }

        List<string> shared = [.. neck.Select((feature, level) => network.Shared[level].Write(graph, feature))];
        List<string> heads = [.. shared.SelectMany((feature, level) =>
            FaceFinder.Heads.Select((_, head) => network.Head(level, head).Write(graph, feature)))];
        graph.Output(heads[0], "output", 1, 1, Side / 8, Side / 8);
        var card = ModelCatalog.BuiltIn.Card(
            FinderTaps.TeacherId, ModelTask.Detect) with
        { Input = Inputs.Standard with { MultipleOf = 32 } };
        return new Teacher(card, graph.ToBytes(), [.. backbone, .. neck, .. shared, .. heads], CPU);
    }

    private sealed class Blobs : ITrainingPictures
    {
        public int Count => 64;

        public Mat Picture(int index, int seed)
        {
            var picture = new Mat(Side, Side, MatType.CV_8UC3);
            new RNG((ulong)(seed + 1)).Fill(picture, DistributionType.Uniform, OpenCvSharp.Scalar.All(0), OpenCvSharp.Scalar.All(256));
            Cv2.GaussianBlur(picture, picture, new OpenCvSharp.Size(), 1.2);
            return picture;
        }
    }
}
