using Analytics.Contracts;
using Analytics.Train.Training;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class TrainingLoopSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-").FullName;

    // The weights with which the last run ended, well or not.
    private float[] _left = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void A_run_that_was_stopped_goes_on_to_the_same_bits(string optimizer)
    {
        var whole = Train("whole", optimizer, stopAt: null);
        Assert.Throws<OperationCanceledException>(() => Train("parts", optimizer, stopAt: 7));
        Assert.Throws<OperationCanceledException>(() => Train("parts", optimizer, stopAt: 13));
        var parts = Train("parts", optimizer, stopAt: null);
        Assert.Equal(whole.Weights, parts.Weights);
        Assert.Equal(whole.Mean, parts.Mean);
        Assert.Equal(Measured("whole"), Measured("parts"));
    }

    [Fact]
    public void Added_up_batches_are_one_large_batch()
    {
        var large = Train("large", "sgd", null, batch: 8, batches: 1);
        var small = Train("small", "sgd", null, batch: 2, batches: 4);
        Assert.All(large.Weights.Zip(small.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_names_the_step()
    {
        var fault = Assert.ThrowsAny<FailureException>(() => Train("nan", "sgd", null, poisonedAt: 4));
        Assert.Contains("step 5", fault.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_no_number_stops_the_run_before_it_spoils_the_weights()
    {
        var fault = Assert.ThrowsAny<FailureException>(() => Train("gradient", "adamw", null, poisonedGradientAt: 4));
        Assert.Contains("gradient", fault.Message, StringComparison.Ordinal);
        Assert.Contains("step 5", fault.Message, StringComparison.Ordinal);
        Assert.Contains("last checkpoint", fault.Message, StringComparison.Ordinal);
        Assert.All(_left, weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused()
    {
        Assert.Throws<OperationCanceledException>(() => Train("other", "sgd", stopAt: 3));
        var fault = Assert.ThrowsAny<FailureException>(() => Train("other", "sgd", null, inner: 9));
        Assert.Contains("another network", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_whose_mark_rises_no_more_ends_and_stays_ended()
    {
        double[] marks = [0.1, 0.5, 0.4, 0.5, 0.45, 0.9];
        var said = new StringWriter();

        Train("enough", "sgd", null, examine: step => marks[step / 2 - 1], output: said);
        var steps = Measured("enough").Count;
        Train("enough", "sgd", null, examine: _ => throw new InvalidOperationException("It was examined again."), output: said);

        Assert.Equal(2, said.ToString().Split("'mark' has not risen for 3 examinations: ended after step 10.").Length - 1);
        Assert.Equal(steps, Measured("enough").Count);
    }

    private List<string> Measured(string name) =>
        [.. File.ReadLines(Path.Combine(_folder, name, "metrics.jsonl")).Select(line => line.Split(",\"facesPerSecond\"")[0])];

    private (float[] Weights, float[] Mean) Train(
        string name, string optimizer, int? stopAt, int batch = 8, int batches = 1, int? poisonedAt = null, int inner = 8,
        int? poisonedGradientAt = null,
        Func<long, double>? examine = null, TextWriter? output = null)
    {
        random.manual_seed(11);
        using var stop = new CancellationTokenSource();
        using var lesson = new Line(inner)
        {
            Batch = batch,
            Batches = batches,
            PoisonedAt = poisonedAt,
            PoisonedGradientAt = poisonedGradientAt,
            Asked = step =>
            {
                if (step == stopAt)
                {
                    stop.Cancel();
                }
            },
        };
        using var mean = new MovingWeights(lesson.Pupil, 0.05);
        using optim.Optimizer helper = optimizer == "sgd"
            ? optim.SGD(lesson.Pupil.parameters(), 0.1, momentum: 0.9)
            : optim.AdamW(lesson.Pupil.parameters(), 0.1);
        var loop = new TrainingLoop(
            lesson, new RunFolder(Path.Combine(_folder, name)), (TorchSharp.Modules.OptimizerHelper)helper, mean, output ?? TextWriter.Null)
        {
            MeasureEvery = 5,
            ExamineEvery = 2,
            Patience = ("mark", 3),
            Examine = examine is null ? null : step => [new KeyValuePair<string, double>("mark", examine(step))],
        };
        try
        {
            loop.Run(stop.Token);
        }
        finally
        {
            _left = Flat(lesson.Pupil.state_dict().Values);
        }

        return (Flat(lesson.Pupil.state_dict().Values), Flat(mean.Mean.Values));
    }

    private static float[] Flat(IEnumerable<Tensor> tensors) => [.. tensors.SelectMany(tensor => tensor.data<float>().ToArray())];

    // A small network learns a sine; the points are drawn from the step's number.
    private sealed class Line(int inner) : ILesson, IDisposable
    {
        private readonly TorchSharp.Modules.Sequential _pupil = nn.Sequential(nn.Linear(1, inner), nn.Tanh(), nn.Linear(inner, 1));

        public required Action<long> Asked { get; init; }

        public int? PoisonedAt { get; init; }

        public int? PoisonedGradientAt { get; init; }

        public nn.Module Pupil => _pupil;

        public nn.Module Network => _pupil;

        public long Steps => 20;

        public int Batch { get; init; }

        public int Batches { get; init; }

        public double Rate(long step) => Schedule.Cosine(step, Steps, 0.05);

        public (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Loss(long step, int batch)
        {
            Asked(step);
            var points = Enumerable.Range(0, Batch).Select(i => (float)Math.Sin(17.3 * (step * Batch * Batches + batch * Batch + i)))
                .ToArray();
            var x = tensor(points, [Batch, 1]);
            var error = (_pupil.call(x) - (3 * x).sin()).square().mean();
            // 0, but rising without end.
            error = step == PoisonedGradientAt ? error + (_pupil.parameters().First() * 0).sum().sqrt() : error;
            return (step == PoisonedAt ? error * float.NaN : error, new Dictionary<string, Tensor> { ["error"] = error });
        }

        public void Dispose() => _pupil.Dispose();
    }
}
