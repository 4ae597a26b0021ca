using Analytics.Contracts;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Distilling;
using Analytics.Train.Networks;
using Analytics.Train.Onnx;
using Analytics.Train.Training;
using OpenCvSharp;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class DistillSpec : IDisposable
{
    private const int Side = 32;

    private static readonly MobileFaceNetShape Shape = new(
        Side, 16, 8, [new(2, 8, 1, 2), new(2, 16, 1, 2)], SqueezeExcite: true, Normalise: false, Nonlinearity: Nonlinearity.Leaky);

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Scores_are_shifted_until_as_many_anchors_reach_the_score_as_are_wanted()
    {
        var random = new Random(4);
        List<(float, float)> anchors = [
            .. Enumerable.Range(0, 1_000).Select(_ => ((float)(random.NextDouble() * 8 - 4), (float)(random.NextDouble() * 8 - 4)))];
        int Reaching(double shift) => anchors.Count(anchor =>
            Math.Sqrt(1 / (1 + Math.Exp(-anchor.Item1 - shift)) / (1 + Math.Exp(-anchor.Item2 - shift))) >= ScoreBalance.Score);

        foreach (var wanted in new[] { 1, 50, 300, 900 })
        {
            Assert.Equal(wanted, Reaching(ScoreBalance.Shift(anchors, wanted)), 1.0);
        }
    }

    [Fact]
    public void A_teacher_answers_what_it_computes_on_the_way()
    {
        using var scope = NewDisposeScope();
        using var network = Master(out var teacher);
        using var free = no_grad();
        var pictures = Enumerable.Range(0, 3).Select(i => new Blobs().Picture(i, i)).ToList();
        var x = PictureBatch.Of(pictures, Inputs.Standard);
        using (teacher)
        {
            var answers = teacher.Answers(pictures);
            for (var part = 0; part < answers.Count; part++)
            {
                x = network.Parts[part].call(x);
                Assert.Equal(x.shape, answers[part].shape);
                Assert.True(((x - answers[part]).abs().max() / x.abs().max()).item<float>() < 1e-4);
            }
        }

        pictures.ForEach(picture => picture.Dispose());
    }

    [Fact]
    public void A_tensor_that_the_teacher_does_not_have_is_named()
    {
        using var network = Master(out var teacher, "nowhere");
        Assert.Null(teacher);
    }

    [Fact]
    public void A_student_comes_to_answer_as_its_teacher_does()
    {
        random.manual_seed(2);
        using var master = Master(out var teacher);
        using var student = new MobileFaceNet(Shape);
        using (teacher)
        {
            var metrics = Learn(new EmbedderDistiller(
                teacher, student, new Blobs(), Inputs.Standard,
                new DistillOptions { Batch = 16, PartSamples = 16 * 300, WholeSamples = 16 * 300 }));
            Assert.True(metrics["part0"][0].Value > 0.8, $"At first part 0 is off by {metrics["part0"][0].Value}.");
            Assert.True(
                metrics["part2"][^1].Value < 0.6, $"In the end the embedding is off by {metrics["part2"][^1].Value} of its variance.");
            Assert.True(
                metrics["embedding"][^1].Value < 0.9 * metrics["embedding"][0].Value,
                $"1 - cosine: {metrics["embedding"][0].Value} to {metrics["embedding"][^1].Value}.");
            Assert.Equal(15, metrics["embedding"].Count); // of thirty measurements the second half: the parts had to learn first
        }
    }

    [Fact]
    public void A_detector_comes_to_answer_as_YuNet_does()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA") ?? "", "models/detect/yunet_n_dynamic.onnx");
        Assert.SkipUnless(File.Exists(file), "YuNet-n is in the folder that ANALYTICS_TEST_DATA names.");
        random.manual_seed(2);
        using var teacher = new Teacher(
            ModelCatalog.BuiltIn.Card(FinderTaps.TeacherId, ModelTask.Detect), File.ReadAllBytes(file), FinderTaps.All, CPU);
        using var student = new FaceFinder(normalise: false);
        var metrics = Learn(new FinderDistiller(
            teacher, student, new Blobs(64), Inputs.Standard,
            new DistillOptions { Batch = 8, PartSamples = 8 * 120, WholeSamples = 8 * 120 }));
        Assert.True(
            metrics["features"][^1].Value < 0.5 * metrics["features"][0].Value,
            $"Features: {metrics["features"][0].Value} to {metrics["features"][^1].Value}.");
        Assert.True(
            metrics["outputs"][^1].Value < 0.5 * metrics["outputs"][0].Value,
            $"Outputs: {metrics["outputs"][0].Value} to {metrics["outputs"][^1].Value}.");
    }

    [Fact]
    public void Batches_that_are_prepared_ahead_are_those_that_are_asked_for()
    {
        using var master = Master(out var teacher);
        using var student = new MobileFaceNet(Shape);
        using (teacher)
        {
            var options = new DistillOptions { Batch = 4, PartSamples = 8, WholeSamples = 16 };
            using var ahead = new EmbedderDistiller(teacher, student, new Blobs(), Inputs.Standard, options with { Ahead = true });
            using var plain = new EmbedderDistiller(teacher, student, new Blobs(), Inputs.Standard, options);
            List<float> Losses(PartwiseLesson lesson) => [.. new long[] { 0, 1, 2, 5, 3, 4, 5 }.Select(step =>
            {
                using var scope = NewDisposeScope();
                return lesson.Loss(step, 0).Loss.item<float>();
            })];
            var losses = Losses(plain);
            Assert.Equal(losses, Losses(ahead));
            Assert.Equal(6, losses.Distinct().Count());
        }
    }

    [Fact]
    public void An_error_of_a_point_costs_four_times_one_of_the_box_and_both_their_square()
    {
        using var scope = NewDisposeScope();
        List<Tensor> Maps(int head, float error) => [.. FaceFinder.Heads.Select((values, i) =>
            i < 2 ? full([1, 1, 1, 1], 4f) : full([1, values.Values, 1, 1], 1 + (i == head ? error : 0)))];
        float Loss(int head, float error) => DetectionLoss.Of(Maps(head, error), Maps(head, 0)).item<float>();

        Assert.Equal(4, Loss(3, 0.2f) / Loss(2, 0.2f), 1e-3f);
        Assert.Equal(4, Loss(3, 0.8f) / Loss(3, 0.4f), 1e-3f);
        Assert.Equal(4, Loss(2, 0.8f) / Loss(2, 0.4f), 1e-3f);
    }

    [Fact]
    public void The_error_of_features_is_a_share_of_the_teacher_s_variance()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var teacher = randn(8, 3, 5, 5) * 7 + 2;
        Assert.Equal(0, DistillLoss.Features(teacher, teacher).item<float>());
        Assert.Equal(1, DistillLoss.Features(teacher.mean([0, 2, 3], keepdim: true).expand_as(teacher), teacher).item<float>(), 1e-4f);
    }

    // A network of random weights, as a file whose tensors at the end of each part are taps.
    private static MobileFaceNet Master(out Teacher teacher, string? wrong = null)
    {
        random.manual_seed(9);
        var network = new MobileFaceNet(Shape);
        var graph = new OnnxGraph();
        var x = graph.Input("input", 1, 3, Side, Side);
        var taps = new List<string>();
        foreach (var part in network.Parts)
        {
            taps.Add(x = part.Write(graph, x));
        }

        graph.Output(x, "embedding", 1, network.Length);
        var card = ModelCatalog.BuiltIn.Card(
            Student.TeacherId, ModelTask.Embed) with
        { Input = Inputs.Standard with { Width = Side, Height = Side } };
        teacher = null!;
        if (wrong is null)
        {
            teacher = new Teacher(card, graph.ToBytes(), taps, CPU);
        }
        else
        {
            var fault = Assert.ThrowsAny<FailureException>(() => new Teacher(card, graph.ToBytes(), [.. taps, wrong], CPU));
            Assert.Contains(wrong, fault.Message, StringComparison.Ordinal);
        }

        return network;
    }

    private IReadOnlyDictionary<string, IReadOnlyList<(long Step, double Value)>> Learn(PartwiseLesson lesson)
    {
        using var mean = new MovingWeights(lesson.Network, 0.1);
        using var optimizer = optim.AdamW(lesson.Pupil.parameters(), 1e-3);
        var run = new RunFolder(_folder);
        new TrainingLoop(lesson, run, optimizer, mean, TextWriter.Null).Run(TestContext.Current.CancellationToken);
        return run.Metrics.Series();
    }

    // Smooth noise, which is enough to distinguish two functions.
    private sealed class Blobs(int side = Side) : ITrainingPictures
    {
        public int Count => 64;

        public Mat Picture(int index, int seed)
        {
            var picture = new Mat(side, side, MatType.CV_8UC3);
            new RNG((ulong)(seed + 1)).Fill(picture, DistributionType.Uniform, OpenCvSharp.Scalar.All(0), OpenCvSharp.Scalar.All(256));
            Cv2.GaussianBlur(picture, picture, new OpenCvSharp.Size(), 1.2);
            return picture;
        }
    }
}
